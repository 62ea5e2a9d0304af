package io.adxflow.sinks.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adxflow.sinks.delivery.CommittedRows;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchContentTest {
    private static final BatchKey KEY = Chunks.key("m", "T");

    @TempDir
    Path folder;

    private LocalAppendStore store;
    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @BeforeEach
    void openStore() {
        store = new LocalAppendStore(folder);
    }

    @Test
    void isOneGzipMemberOfAllSlices() throws Exception {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        SealedBatch batch = batch(20, raw);
        byte[] file = content(batch);

        assertThat(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes())
                .isEqualTo(raw.toByteArray());
        assertThat(CommittedRows.firstMember(file)).isEqualTo(raw.toByteArray());
    }

    @Test
    void satisfiesTheGzipTool() throws Exception {
        Path gzip = Path.of("/usr/bin/gzip");
        assumeTrue(Files.isExecutable(gzip));
        Path file = folder.resolve("batch.csv.gz");
        Files.write(file, content(batch(5, new ByteArrayOutputStream())));

        assertThat(new ProcessBuilder(gzip.toString(), "-t", file.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void readsTheSameAtAnyPosition() throws Exception {
        SealedBatch batch = batch(10, new ByteArrayOutputStream());
        byte[] whole = content(batch);
        BatchContent content = new BatchContent(store, batch);
        assertThat(content.length()).isEqualTo(whole.length);
        for (int round = 0; round < 300; round++) {
            int from = random.nextInt(whole.length + 1);
            int length = random.nextInt(whole.length + 10);
            byte[] part = new byte[length];
            int read = content.read(from, part, 0, length);
            assertThat(read).as("seed %d", seed).isEqualTo(Math.min(length, whole.length - from));
            assertThat(java.util.Arrays.copyOf(part, read))
                    .as("seed %d", seed)
                    .isEqualTo(java.util.Arrays.copyOfRange(whole, from, from + read));
        }
    }

    @Test
    void refusesADamagedSlice() throws Exception {
        SealedBatch batch = batch(3, new ByteArrayOutputStream());
        SliceRef slice = batch.slices().get(1);
        Path file = folder.resolve(slice.segment());
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) slice.offset()] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> content(batch)).isInstanceOf(CorruptSliceException.class);
        ByteArrayOutputStream unchecked = new ByteArrayOutputStream();
        new BatchContent(store, batch).writeUnchecked(unchecked);
        assertThat(unchecked.size()).isEqualTo((int) new BatchContent(store, batch).length());
    }

    @Test
    void refusesAShortSegment() throws Exception {
        SealedBatch batch = batch(1, new ByteArrayOutputStream());
        Path file = folder.resolve(batch.slices().get(0).segment());
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 20));

        assertThatThrownBy(() -> content(batch)).isInstanceOf(CorruptSliceException.class);
    }

    @Test
    void tellsAMissingSegmentApart() throws Exception {
        SealedBatch batch = batch(1, new ByteArrayOutputStream());
        Files.delete(folder.resolve(batch.slices().get(0).segment()));

        assertThatThrownBy(() -> content(batch)).isInstanceOf(MissingSegmentException.class);
    }

    @Test
    void segmentsTellWhatTheyHoldWithoutAnyState() throws Exception {
        SealedBatch batch = batch(40, new ByteArrayOutputStream());
        List<SliceRef> found = new ArrayList<>();
        for (String segment : store.list("").stream().sorted().toList()) {
            for (SegmentSlice slice : SegmentReader.slices(store, segment)) {
                assertThat(slice.key()).isEqualTo(KEY);
                found.add(slice.ref());
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(batch.slices());
        assertThat(store.list("")).hasSizeGreaterThan(1);
    }

    @Test
    void aTornSliceAtTheEndIsNotListed() throws Exception {
        SealedBatch batch = batch(2, new ByteArrayOutputStream());
        SliceRef last = batch.slices().get(1);
        Path file = folder.resolve(last.segment());
        byte[] bytes = Files.readAllBytes(file);
        for (int cut = 1; cut <= 40; cut++) {
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - cut));
            assertThat(SegmentReader.slices(store, last.segment())).hasSize(1);
        }
    }

    private byte[] content(SealedBatch batch) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new BatchContent(store, batch).writeTo(out);
        return out.toByteArray();
    }

    /** Writes that many random chunks through a segment writer that rolls at 4 kB, or never for a few. */
    private SealedBatch batch(int chunks, ByteArrayOutputStream raw) throws Exception {
        AtomicInteger number = new AtomicInteger();
        List<SliceRef> slices = new ArrayList<>();
        try (SegmentWriter writer = new SegmentWriter(
                store, () -> "0/" + number.incrementAndGet() + ".seg", chunks < 10 ? 1 << 20 : 4096)) {
            for (int i = 0; i < chunks; i++) {
                byte[] csv = new byte[1 + random.nextInt(600)];
                random.nextBytes(csv);
                raw.write(csv);
                slices.add(writer.append(Chunks.of(KEY, csv, 1, 0)));
            }
            writer.sync();
        }
        return new SealedBatch("id", KEY, slices, chunks, raw.size(), 0, 0, 0, 0);
    }
}
