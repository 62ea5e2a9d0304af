package io.adxflow.sinks.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that releases have written stay readable. A changed layout gets a new version and a new file beside the old. */
class GoldenBytesTest {
    private static final BatchKey KEY = new BatchKey("m", "Metrics", "Größe", "Timestamp:datetime,Value:real");
    private static final BatchKey NAMED =
            new BatchKey("m", "Metrics", "Größe", "Timestamp:datetime,Value:real", "0123abcd", "nightly");
    private static final SliceRef SLICE = new SliceRef("0/a.seg", 1234567890123L, 7, -1, 99, 0x12345678, 3);

    record Golden(String name, Codec<?> codec, Object value, boolean isWritten) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> values() {
        return Stream.of(
                read("batch-key-1", BatchCodecs.BATCH_KEY, KEY),
                read("sealed-batch-1", BatchCodecs.SEALED_BATCH, batch(KEY)),
                read("element-batch-1", BatchCodecs.DELIVERY_ELEMENT, batch(KEY)),
                written("batch-key-2", BatchCodecs.BATCH_KEY, NAMED),
                written("slice-ref-1", BatchCodecs.SLICE_REF, SLICE),
                written("open-batch-1", BatchCodecs.OPEN_BATCH, new OpenBatch(1, 2, 3, 4, 5, 6, 7)),
                written("sealed-batch-1-key-2", BatchCodecs.SEALED_BATCH, batch(NAMED)),
                written("element-batch-1-key-2", BatchCodecs.DELIVERY_ELEMENT, batch(NAMED)),
                written("element-progress-1", BatchCodecs.DELIVERY_ELEMENT, new SegmentProgress("0/a.seg", 5, true)),
                written("element-stale-1", BatchCodecs.DELIVERY_ELEMENT, new StaleSegment("0/a.seg")));
    }

    private static SealedBatch batch(BatchKey key) {
        return new SealedBatch(
                "20260102T030405Z-0123456789abcdef-abcdef0123", key, List.of(SLICE, SLICE), 6, 198, 10, 20, 30, 40);
    }

    /** Of an earlier release. */
    private static Golden read(String name, Codec<?> codec, Object value) {
        return new Golden(name, codec, value, false);
    }

    private static Golden written(String name, Codec<?> codec, Object value) {
        return new Golden(name, codec, value, true);
    }

    /** Flink finds a key's state by this number. */
    @Test
    void keysAreFoundWhereEarlierReleasesPutThem() {
        record BeforeDefinitions(String moniker, String database, String table, String schema) {}

        BeforeDefinitions before = new BeforeDefinitions(KEY.moniker(), KEY.database(), KEY.table(), KEY.schema());
        assertThat(KEY.hashCode()).isEqualTo(before.hashCode()).isEqualTo(NAMED.hashCode());
        assertThat(NAMED).isNotEqualTo(KEY);
    }

    @ParameterizedTest
    @MethodSource("values")
    void areStillReadAndWritten(Golden golden) throws Exception {
        byte[] kept = HexFormat.of().parseHex(resource(golden.name + ".hex"));

        assertThat(read(golden.codec, kept)).isEqualTo(golden.value);
        if (golden.isWritten) {
            assertThat(HexFormat.of().formatHex(write(golden.codec, golden.value)))
                    .isEqualTo(HexFormat.of().formatHex(kept));
        }
    }

    @Test
    void chunksSurviveTheNetwork() throws Exception {
        Chunk chunk = Chunks.of(KEY, "a\nb\n", 77);
        Chunk copy = read(BatchCodecs.CHUNK, write(BatchCodecs.CHUNK, chunk));

        assertThat(copy).usingRecursiveComparison().isEqualTo(chunk);
    }

    @Test
    void aNewerLayoutIsRefusedWithAReason() {
        assertThatThrownBy(() -> read(BatchCodecs.BATCH_KEY, new byte[] {99}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version: 99");
    }

    @SuppressWarnings("unchecked")
    static <T> byte[] write(Codec<?> codec, T value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((Codec<T>) codec).write(value, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static <T> T read(Codec<T> codec, byte[] bytes) throws IOException {
        return codec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(
                            Objects.requireNonNull(in, name).readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .strip();
        }
    }
}
