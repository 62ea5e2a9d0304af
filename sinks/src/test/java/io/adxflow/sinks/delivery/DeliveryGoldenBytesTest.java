package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.batch.StaleSegment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Delivery's state stays readable; see the same test of the batches. */
class DeliveryGoldenBytesTest {
    record Golden(String name, Codec<?> codec, Object value) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> values() {
        SealedBatch batch = new SealedBatch(
                "20260102T030405Z-0123456789abcdef-abcdef0123",
                new BatchKey("m", "Metrics", "T", "Timestamp:datetime,Value:real"),
                List.of(new SliceRef("0/a.seg", 1234567890123L, 7, -1, 99, 0x12345678, 3)),
                6,
                198,
                10,
                20,
                30,
                40);
        return Stream.of(
                new Golden(
                        "committable-parked-1",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(batch, Outcome.parked(FailureKind.CONFIGURATION, "why", 2))),
                new Golden(
                        "committable-delivered-1",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(batch, Outcome.DELIVERED)),
                new Golden(
                        "committable-stale-1",
                        DeliveryCodecs.COMMITTABLE,
                        DeliveryCommittable.of(new StaleSegment("0/a.seg"))),
                new Golden(
                        "parked-1",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.CORRUPT_DATA, "why", 3, 50)),
                new Golden(
                        "parked-pending-1",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.PENDING, "why", 3, 50)),
                new Golden("segment-event-1", DeliveryCodecs.SEGMENT_EVENT, SegmentEvent.written("0/a.seg", 5, true)),
                new Golden("segment-life-1", DeliveryCodecs.SEGMENT_LIFE, new SegmentLife(5, 3, true)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void areStillReadAndWritten(Golden golden) throws Exception {
        byte[] kept = HexFormat.of().parseHex(resource(golden.name + ".hex"));

        Object read = golden.codec.read(new DataInputStream(new ByteArrayInputStream(kept)));
        assertThat(read).usingRecursiveComparison().isEqualTo(golden.value);
        assertThat(HexFormat.of().formatHex(write(golden.codec, golden.value)))
                .isEqualTo(HexFormat.of().formatHex(kept));
    }

    @SuppressWarnings("unchecked")
    static <T> byte[] write(Codec<?> codec, T value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((Codec<T>) codec).write(value, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DeliveryGoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), US_ASCII).strip();
        }
    }
}
