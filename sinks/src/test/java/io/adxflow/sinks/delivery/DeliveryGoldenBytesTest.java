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
    record Golden(String name, Codec<?> codec, Object value, boolean isWritten) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> values() {
        SealedBatch batch = batch(new BatchKey("m", "Metrics", "T", "Timestamp:datetime,Value:real"));
        SealedBatch named =
                batch(new BatchKey("m", "Metrics", "T", "Timestamp:datetime,Value:real", "0123abcd", "nightly"));
        return Stream.of(
                read(
                        "committable-parked-1",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(
                                batch,
                                DeliveryCommittable.UNKNOWN_ATTEMPT,
                                Outcome.parked(FailureKind.CONFIGURATION, "why", 2))),
                read(
                        "committable-delivered-1",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(batch, DeliveryCommittable.UNKNOWN_ATTEMPT, Outcome.DELIVERED)),
                read(
                        "committable-stale-1",
                        DeliveryCodecs.COMMITTABLE,
                        DeliveryCommittable.of(new StaleSegment("0/a.seg"), DeliveryCommittable.UNKNOWN_ATTEMPT)),
                read(
                        "parked-1",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.CORRUPT_DATA, FailureScope.DESTINATION, "why", 3, 50)),
                read(
                        "parked-pending-1",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.PENDING, FailureScope.DESTINATION, "why", 3, 50)),
                read(
                        "committable-parked-2",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(
                                batch, 7, new Outcome(FailureKind.CONFIGURATION, FailureScope.DATABASE, "why", 2))),
                written(
                        "committable-parked-2-key-2",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(
                                named, 7, new Outcome(FailureKind.CONFIGURATION, FailureScope.DATABASE, "why", 2))),
                read(
                        "committable-delivered-2",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(batch, 7, Outcome.DELIVERED)),
                written(
                        "committable-delivered-2-key-2",
                        DeliveryCodecs.COMMITTABLE,
                        new DeliveryCommittable(named, 7, Outcome.DELIVERED)),
                written(
                        "committable-stale-2",
                        DeliveryCodecs.COMMITTABLE,
                        DeliveryCommittable.of(new StaleSegment("0/a.seg"), 7)),
                read(
                        "parked-2",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.CONFIGURATION, FailureScope.DATABASE, "why", 3, 50)),
                written(
                        "parked-2-key-2",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(named, FailureKind.CONFIGURATION, FailureScope.DATABASE, "why", 3, 50)),
                read(
                        "parked-late-2",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(batch, FailureKind.LATE, FailureScope.TABLE, "why", 3, 50)),
                written(
                        "parked-late-2-key-2",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(named, FailureKind.LATE, FailureScope.TABLE, "why", 3, 50)),
                written(
                        "parked-held-2-key-2",
                        DeliveryCodecs.PARKED,
                        new ParkedBatch(named, FailureKind.HELD, FailureScope.TABLE, "why", 3, 50)),
                written("segment-event-1", DeliveryCodecs.SEGMENT_EVENT, SegmentEvent.written("0/a.seg", 5, true)),
                written("segment-life-1", DeliveryCodecs.SEGMENT_LIFE, new SegmentLife(5, 3, true)));
    }

    private static SealedBatch batch(BatchKey key) {
        return new SealedBatch(
                "20260102T030405Z-0123456789abcdef-abcdef0123",
                key,
                List.of(new SliceRef("0/a.seg", 1234567890123L, 7, -1, 99, 0x12345678, 3)),
                6,
                198,
                10,
                20,
                30,
                40);
    }

    /** Of an earlier release. */
    private static Golden read(String name, Codec<?> codec, Object value) {
        return new Golden(name, codec, value, false);
    }

    private static Golden written(String name, Codec<?> codec, Object value) {
        return new Golden(name, codec, value, true);
    }

    @ParameterizedTest
    @MethodSource("values")
    void areStillReadAndWritten(Golden golden) throws Exception {
        byte[] kept = HexFormat.of().parseHex(resource(golden.name + ".hex"));

        Object read = golden.codec.read(new DataInputStream(new ByteArrayInputStream(kept)));
        assertThat(read).usingRecursiveComparison().isEqualTo(golden.value);
        if (golden.isWritten) {
            assertThat(HexFormat.of().formatHex(write(golden.codec, golden.value)))
                    .isEqualTo(HexFormat.of().formatHex(kept));
        }
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
