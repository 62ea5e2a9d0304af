package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.AppendStores;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.WireFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyLogTest {
    @TempDir
    Path folder;

    private AppendStore store;
    private BodyLogWriter writer;

    @BeforeEach
    void open() {
        store = AppendStores.open(folder.toUri());
        writer = new BodyLogWriter(store, "0/a-", 1_000);
    }

    @Test
    void readsBackWhatWasSyncedInTheOrderItCame() throws IOException {
        List<BodyLogRecord> written = appendAll(50);
        writer.sync();

        List<BodyLogRecord> read = new ArrayList<>();
        for (BodyLogFile file : writer.files()) {
            BodyLogReader reader = new BodyLogReader(store, file);
            while (reader.hasNext()) {
                read.add(reader.next());
            }
        }

        assertThat(writer.files().size()).isGreaterThan(1);
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void writesOverFilesThatNobodyNeedsAndReadsBackNoneOfTheirOldRecords() throws IOException {
        appendAll(50);
        writer.sync();
        List<String> released = writer.release(writer.nextSequence() - 1);
        assertThat(released).hasSizeGreaterThan(2);
        List<String> spares = released.subList(0, 2);
        List<String> others = released.subList(2, released.size());
        assertThat(writer.reuse(released)).containsExactlyElementsOf(others);
        for (String other : others) {
            store.delete(other);
        }
        List<BodyLogRecord> written = new ArrayList<>();
        while (writer.fileCount() < 3) {
            BodyLogRecord record = record(writer.nextSequence());
            writer.append(record);
            written.add(record);
        }
        writer.sync();

        assertThat(store.list("")).doesNotContainAnyElementsOf(spares).hasSize(3);
        BodyLogFile over = writer.files().get(2);
        assertThat(store.length(over.name())).isGreaterThan(over.durableLength());
        BodyLogReader reader = new BodyLogReader(store, over);
        assertThat(reader.next()).usingRecursiveComparison().isEqualTo(written.get(written.size() - 1));
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void neverWritesOverAFileOfAnotherWriter() throws IOException {
        writer.append(record(writer.nextSequence()));
        assertThat(writer.reuse(List.of("0/b-1.log", "1/a-1.log"))).containsExactly("0/b-1.log", "1/a-1.log");
    }

    @Test
    void keepsNoFileWhenItHoldsNothing() throws IOException {
        appendAll(50);
        writer.sync();
        List<String> released = writer.release(writer.nextSequence() - 1);
        List<String> left = new ArrayList<>(writer.reuse(released));
        List<String> last = writer.release(Long.MAX_VALUE);

        left.addAll(writer.reuse(last));

        assertThat(left).containsExactlyInAnyOrderElementsOf(store.list(""));
    }

    @Test
    void promisesNothingOfWhatWasNotSynced() throws IOException {
        appendAll(2);
        writer.sync();
        long durable = writer.files().get(0).durableLength();
        writer.append(record(writer.nextSequence()));

        assertThat(writer.files()).hasSize(1);
        assertThat(writer.files().get(0).durableLength()).isEqualTo(durable);
    }

    @Test
    void releasesAFileOnlyWhenEveryRecordInItIsBehind() throws IOException {
        appendAll(50);
        writer.sync();
        List<BodyLogFile> files = writer.files();
        BodyLogFile first = files.get(0);

        assertThat(writer.release(first.lastSequence())).isEmpty();
        assertThat(writer.release(first.lastSequence() + 1)).containsExactly(first.name());
        assertThat(writer.release(Long.MAX_VALUE)).hasSize(files.size() - 1);
        assertThat(writer.files()).isEmpty();
        assertThat(writer.bytes()).isZero();
    }

    @Test
    void neverWritesIntoAFileItHasReleased() throws IOException {
        appendAll(1);
        writer.sync();
        List<String> released = writer.release(Long.MAX_VALUE);

        appendAll(1);
        writer.sync();

        assertThat(writer.files()).extracting(BodyLogFile::name).doesNotContainAnyElementsOf(released);
        assertThat(writer.files().get(0).firstSequence()).isEqualTo(2);
    }

    @Test
    void saysThatARecordIsDamagedInsteadOfReturningIt() throws IOException {
        appendAll(3);
        writer.sync();
        BodyLogFile file = writer.files().get(0);
        try (RandomAccessFile bytes =
                new RandomAccessFile(folder.resolve(file.name()).toFile(), "rw")) {
            bytes.seek(BodyLogWriter.headerBytes() + 40);
            int before = bytes.read();
            bytes.seek(BodyLogWriter.headerBytes() + 40);
            bytes.write(before ^ 1);
        }

        assertThatThrownBy(() -> new BodyLogReader(store, file).next())
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void saysThatAFileIsGone() {
        BodyLogFile gone = new BodyLogFile("0/gone.log", 1, 1, 100);
        assertThatThrownBy(() -> new BodyLogReader(store, gone).next()).isInstanceOf(FileNotFoundException.class);
    }

    private List<BodyLogRecord> appendAll(int count) throws IOException {
        List<BodyLogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BodyLogRecord record = record(writer.nextSequence());
            writer.append(record);
            records.add(record);
        }
        return records;
    }

    @Test
    void anEncryptedLogReadsBackWithItsKeyAndHoldsNothingInClear() throws IOException {
        java.nio.file.Path keyFile = folder.resolve("keys");
        java.nio.file.Files.writeString(keyFile, "new=0123456789abcdef0123456789abcdef\nold=fedcba9876543210\n");
        HashKeys keys = HashKeys.required(keyFile.toString(), "option");
        byte[] body = "a planted secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        List<BodyLogRecord> written = new ArrayList<>();
        try (BodyLogWriter encrypting = new BodyLogWriter(store, "0/e-", 1_000, keys)) {
            for (long sequence = 1; sequence <= 50; sequence++) {
                BodyLogRecord record = new BodyLogRecord(
                        WireFormat.REMOTE_WRITE_1,
                        new Target("planted", "planted"),
                        sequence,
                        1,
                        "planted",
                        body,
                        body.length);
                encrypting.append(record);
                written.add(record);
            }
            encrypting.sync();
            List<BodyLogRecord> read = new ArrayList<>();
            for (BodyLogFile file : encrypting.files()) {
                BodyLogReader reader = new BodyLogReader(store, file, keys);
                while (reader.hasNext()) {
                    read.add(reader.next());
                }
                byte[] bytes = new byte[(int) file.durableLength()];
                store.read(file.name(), 0, bytes, 0, bytes.length);
                assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("planted");
                assertThatThrownBy(() -> new BodyLogReader(store, file, HashKeys.NONE).next())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("body-log.encryption-key-file");
            }
            assertThat(encrypting.files()).hasSizeGreaterThan(1);
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
        }
    }

    @Test
    void filesInClearAreNotKeptToBeWrittenOverWhenSomethingIsScrubbed() throws IOException {
        appendAll(50);
        writer.sync();
        writer.keepSpares(false);
        List<String> released = writer.release(writer.nextSequence() - 1);
        assertThat(writer.reuse(released)).containsExactlyInAnyOrderElementsOf(released);
    }

    private static BodyLogRecord record(long sequence) {
        byte[] body = new byte[(int) (sequence * 7 % 200)];
        java.util.Arrays.fill(body, (byte) sequence);
        WireFormat format = sequence % 2 == 0 ? WireFormat.REMOTE_WRITE_1 : WireFormat.REMOTE_WRITE_2;
        return new BodyLogRecord(
                format,
                new Target("default", "Metrics"),
                sequence,
                1_700_000_000_000L + sequence,
                "tëst/1",
                body,
                body.length);
    }

    private static final BodyLogFile FILE = new BodyLogFile("0/a-0.log", 3, 9, 1_000);
    private static final String FILES_AND_POSITIONS =
            "00000001" + "00000009" + "302f612d302e6c6f67" + "0000000000000003"
                    + "0000000000000009" + "00000000000003e8" + "00000001" + "0000000000000001" + "ffffffffffffffff"
                    + "0000000000000005";

    private static TablePositions positions() {
        TablePositions positions = new TablePositions(0);
        positions.add(1, -1, 5);
        return positions;
    }

    @Test
    void readsAndWritesTheStateOfNow() throws Exception {
        String bytes = "01" + "00000004" + "68617368" + "00000001" + FILES_AND_POSITIONS;
        BodyLogState state = new BodyLogState("hash", 1, null, List.of(FILE), positions());
        assertThat(BodyLogStateSerializer.INSTANCE.getVersion()).isEqualTo(2);
        assertThat(BodyLogStateSerializer.INSTANCE.deserialize(2, HexFormat.of().parseHex(bytes)))
                .isEqualTo(state);
        assertThat(HexFormat.of().formatHex(BodyLogStateSerializer.INSTANCE.serialize(state)))
                .isEqualTo(bytes);
    }

    @Test
    void readsTheStateOfBuildsThatKeptTheRulesText() throws Exception {
        String bytes = "00000004" + "74657874" + FILES_AND_POSITIONS;
        BodyLogState read =
                BodyLogStateSerializer.INSTANCE.deserialize(1, HexFormat.of().parseHex(bytes));
        assertThat(read).isEqualTo(new BodyLogState("", 0, "text", List.of(FILE), positions()));
        assertThat(BodyLogStateSerializer.INSTANCE.deserialize(2, BodyLogStateSerializer.INSTANCE.serialize(read)))
                .isEqualTo(read);
    }
}
