package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.storage.StorageOptions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowBundlerTest {
    private static final long START = 1_700_000_000_000L;
    private static final int MAX_PARALLELISM = 16;

    @TempDir
    Path folder;

    private final List<OneInputStreamOperatorTestHarness<IngestRequest, Chunk>> open = new ArrayList<>();
    private int bodies;

    @AfterEach
    void closeAll() throws Exception {
        for (OneInputStreamOperatorTestHarness<IngestRequest, Chunk> harness : open) {
            harness.close();
        }
    }

    @Test
    void answersOnlyAfterACheckpointWhenRowsWereTaken() throws Exception {
        var bundler = start();
        WriteOutcome outcome = send(bundler, body("up", 1));
        assertThat(outcome).isEqualTo(new WriteOutcome(204, null, 1, 0, 0, 0, true));
    }

    @Test
    void refusesDamagedBodiesAtOnceAndTakesTheNext() throws Exception {
        var bundler = start();
        WriteOutcome outcome = send(bundler, new byte[] {1, 2, 3});
        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.awaitCheckpoint()).isFalse();
        assertThat(send(bundler, body("up", 1)).status()).isEqualTo(204);
    }

    @Test
    void writesTheGoodSeriesOfABodyAndNamesTheBad() throws Exception {
        var bundler = start();
        byte[] mixed = new BodyBuilder()
                .series("good")
                .sample(START, 1)
                .series("", "job", "x")
                .sample(START, 2)
                .compressed(WireFormat.REMOTE_WRITE_1);
        WriteOutcome outcome = send(bundler, mixed);
        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.samples()).isEqualTo(1);
        assertThat(outcome.awaitCheckpoint()).isTrue();
        assertThat(outcome.message()).contains("__name__");
        afterACycle(bundler);
        assertThat(rows(bundler)).hasSize(1);
    }

    @Test
    void answersOtlpWith200AndTellsHowManyRecordsWereRefused() throws Exception {
        var bundler = start();
        assertThat(send(bundler, WireFormat.OTLP_LOGS, logs("fine", "kusto.table", "T")))
                .isEqualTo(new WriteOutcome(200, null, 0, 0, 0, 0, true));
        WriteOutcome refused = send(bundler, WireFormat.OTLP_LOGS, logs("lost", "kusto.table", "-"));
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.rejected()).isEqualTo(1);
        assertThat(refused.awaitCheckpoint()).isFalse();
        assertThat(refused.message()).contains("kusto.table");
        assertThat(send(bundler, WireFormat.OTLP_LOGS, new byte[0]))
                .isEqualTo(new WriteOutcome(200, null, 0, 0, 0, 0, false));
        assertThat(send(bundler, WireFormat.OTLP_LOGS, new byte[] {1}).status()).isEqualTo(400);
        assertThat(send(bundler, WireFormat.OTLP_TRACES_JSON, new byte[] {1}).status())
                .isEqualTo(400);
    }

    @Test
    void replaysLogRecordsThatWereInNoChunk() throws Exception {
        var before = start();
        send(before, WireFormat.OTLP_LOGS, logs("cut", "kusto.table", "A"));
        afterACycle(before);
        List<String> alreadyOut = rows(before);
        assertThat(alreadyOut).hasSize(1);
        byte[] kept = logs("kept", "kusto.table", "B");
        send(before, WireFormat.OTLP_LOGS, kept);
        OperatorSubtaskState state = before.snapshot(1, START);

        var after = restore(state, 0, 1);
        afterACycle(after);
        assertThat(rows(after)).singleElement().asString().contains(",kept,");
        assertThat(send(after, WireFormat.OTLP_LOGS, kept)).isEqualTo(new WriteOutcome(200, null, 0, 0, 0, 0, true));
        assertThat(rows(after)).hasSize(1);
    }

    @Test
    void keepsRowsAcrossBarriersUntilTheTablesSlot() throws Exception {
        var bundler = start();
        for (int i = 0; i < 10; i++) {
            send(bundler, body("up", i));
            bundler.snapshot(i + 1, START);
            assertThat(chunks(bundler)).isEmpty();
        }
        afterACycle(bundler);
        assertThat(chunks(bundler)).hasSize(1);
        assertThat(rows(bundler)).hasSize(10);
        assertThat(chunks(bundler).get(0).oldestArrivalMillis()).isEqualTo(START);
    }

    @Test
    void doesNotWriteARetriedBodyTwice() throws Exception {
        var bundler = start();
        byte[] body = body("up", 1);
        send(bundler, body);
        WriteOutcome again = send(bundler, body);
        assertThat(again).isEqualTo(new WriteOutcome(204, null, 1, 0, 0, 0, true));
        afterACycle(bundler);
        assertThat(rows(bundler)).hasSize(1);
    }

    @Test
    void recognisesARetryAfterARestoreInWhicheverReaderItComes() throws Exception {
        var before = start();
        byte[] body = body("up", 1);
        send(before, body);
        OperatorSubtaskState state = before.snapshot(1, START);

        for (int subtask = 0; subtask < 2; subtask++) {
            var after = restore(state, subtask, 2);
            WriteOutcome outcome = send(after, body);
            assertThat(outcome).isEqualTo(new WriteOutcome(204, null, 1, 0, 0, 0, true));
            afterACycle(after);
            assertThat(rows(after)).hasSize(subtask == 0 ? 1 : 0);
        }
    }

    @Test
    void replaysWhatWasInNoChunkAndNothingElse() throws Exception {
        var before = start();
        send(before, body("cut", 1));
        send(before, body("cut", 2));
        afterACycle(before);
        List<String> alreadyOut = rows(before);
        send(before, body("cut", 3));
        send(before, body("kept", 4));
        OperatorSubtaskState state = before.snapshot(1, START);
        send(before, body("late", 5));

        var after = restore(state, 0, 1);
        after.setProcessingTime(START + 60_000);

        assertThat(alreadyOut).hasSize(2);
        assertThat(rows(after)).hasSize(2).doesNotContainAnyElementsOf(alreadyOut);
        assertThat(chunks(after)).extracting(chunk -> chunk.key().table()).containsExactlyInAnyOrder("Cut", "Kept");
    }

    @Test
    void replaysTheSameRowsWhenItFailsAgainBeforeTheNextCheckpoint() throws Exception {
        var before = start();
        send(before, body("up", 1));
        OperatorSubtaskState state = before.snapshot(1, START);

        var second = restore(state, 0, 1);
        second.setProcessingTime(START + 60_000);
        var third = restore(state, 0, 1);
        third.setProcessingTime(START + 60_000);

        assertThat(rows(third)).isEqualTo(rows(second)).hasSize(1);
    }

    @Test
    void keepsALogWholeWhenReadersBecomeFewerOrMore() throws Exception {
        var first = start(0, 2);
        var second = start(1, 2);
        for (int i = 0; i < 10; i++) {
            send(i % 2 == 0 ? first : second, body("up", i));
        }
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(first.snapshot(1, START), second.snapshot(1, START));

        for (int parallelism : new int[] {1, 3}) {
            List<String> rows = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                var after = restore(state, subtask, parallelism);
                after.setProcessingTime(START + 60_000);
                rows.addAll(rows(after));
            }
            assertThat(rows).hasSize(10).doesNotHaveDuplicates();
        }
    }

    @Test
    void replaysUnderTheRulesOfTheFirstPass() throws Exception {
        var before = start(0, 1, rules("Metrics", List.of("local"), Map.of("site", "old")));
        send(before, body("up", 1));
        OperatorSubtaskState state = before.snapshot(1, START);

        var after = restore(state, 0, 1, rules("Metrics", List.of("other"), Map.of("site", "new")));
        after.setProcessingTime(START + 60_000);

        assertThat(rows(after)).singleElement().asString().contains("old");
        assertThat(chunks(after).get(0).key().moniker()).isEqualTo("local");
    }

    @Test
    void sendsEveryMonikerOfTheNamespaceItsOwnChunk() throws Exception {
        var bundler = start(0, 1, rules("Metrics", List.of("one", "two"), Map.of()));
        send(bundler, body("up", 1));
        afterACycle(bundler);
        assertThat(chunks(bundler)).extracting(chunk -> chunk.key().moniker()).containsExactly("one", "two");
    }

    @Test
    void deletesLogFilesOnceACheckpointNoLongerNeedsThem() throws Exception {
        var bundler = start();
        send(bundler, body("up", 1));
        bundler.snapshot(1, START);
        bundler.notifyOfCompletedCheckpoint(1);
        assertThat(logFiles()).hasSize(1);

        afterACycle(bundler);
        bundler.snapshot(2, START);
        assertThat(logFiles()).as("checkpoint 1 still needs it").hasSize(1);
        bundler.notifyOfCompletedCheckpoint(2);
        bundler.close();
        open.remove(bundler);
        org.apache.flink.core.testutils.CommonTestUtils.waitUtil(
                () -> logFiles().isEmpty(), java.time.Duration.ofSeconds(30), "log file not deleted");
    }

    @Test
    void deletesAtARestoreWhatNoCheckpointRefersTo() throws Exception {
        var before = start();
        OperatorSubtaskState empty = before.snapshot(1, START);
        send(before, body("up", 1));
        before.snapshot(2, START);
        assertThat(logFiles()).hasSize(1);

        restore(empty, 0, 1);
        assertThat(logFiles()).isEmpty();
    }

    @Test
    void goesOnWhenALogFileOfAnOlderCheckpointIsGone() throws Exception {
        var before = start();
        send(before, body("up", 1));
        OperatorSubtaskState state = before.snapshot(1, START);
        for (Path file : logFiles()) {
            Files.delete(file);
        }

        var after = restore(state, 0, 1);
        after.setProcessingTime(START + 60_000);
        assertThat(rows(after)).isEmpty();
        assertThat(send(after, body("up", 2)).status()).isEqualTo(204);
    }

    @Test
    void lettersWhatNoTableCanTakeOnceAlsoAfterARestore() throws Exception {
        var before = start();
        byte[] body = new BodyBuilder()
                .series("up")
                .sample(START, 1)
                .series("\u2318")
                .sample(START, 2)
                .compressed(WireFormat.REMOTE_WRITE_1);
        assertThat(send(before, body).status()).isEqualTo(204);
        assertThat(letters(before)).singleElement().asString().contains("EMPTY_TABLE_NAME", "sender/1");
        OperatorSubtaskState state = before.snapshot(1, START);

        var after = restore(state, 0, 1);
        after.setProcessingTime(START + 60_000);
        send(after, body);
        assertThat(letters(after)).isEmpty();
    }

    @Test
    void cutsEverythingWhenTheInputEnds() throws Exception {
        var bundler = start();
        send(bundler, body("a", 1));
        send(bundler, body("b", 2));
        bundler.endInput();
        assertThat(rows(bundler)).hasSize(2);
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> start() throws Exception {
        return start(0, 1);
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> start(int subtask, int parallelism)
            throws Exception {
        return start(subtask, parallelism, rules("Metrics", List.of("local"), Map.of()));
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> start(int subtask, int parallelism, RowRules rules)
            throws Exception {
        var harness = harness(subtask, parallelism, rules);
        harness.open();
        return harness;
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> restore(
            OperatorSubtaskState state, int subtask, int parallelism) throws Exception {
        return restore(state, subtask, parallelism, rules("Metrics", List.of("local"), Map.of()));
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> restore(
            OperatorSubtaskState state, int subtask, int parallelism, RowRules rules) throws Exception {
        var harness = harness(subtask, parallelism, rules);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private OneInputStreamOperatorTestHarness<IngestRequest, Chunk> harness(
            int subtask, int parallelism, RowRules rules) throws Exception {
        RowBundler bundler = new RowBundler(settings(), rules, () -> false);
        var harness = new OneInputStreamOperatorTestHarness<IngestRequest, Chunk>(
                bundler, MAX_PARALLELISM, parallelism, subtask);
        harness.setup();
        harness.setProcessingTime(START);
        open.add(harness);
        return harness;
    }

    private BundleSettings settings() {
        Configuration config = new Configuration();
        config.set(StorageOptions.DIRECTORY, folder.toString());
        return new BundleSettings(
                StorageSettings.from(config),
                1 << 20,
                1 << 26,
                1 << 20,
                1 << 22,
                8,
                0,
                EncoderKind.STRUCTURED,
                1,
                30_000,
                60_000,
                1_000,
                1 << 24,
                false,
                RowSettings.from(config));
    }

    private static RowRules rules(String database, List<String> monikers, Map<String, String> addLabels) {
        return new RowRules(
                List.of(new NamespaceSpec("default", database, List.of("*"), monikers, addLabels, List.of())));
    }

    private static byte[] body(String metric, double value) {
        return new BodyBuilder()
                .series(metric, "job", "test")
                .sample(START + (long) value, value)
                .compressed(WireFormat.REMOTE_WRITE_1);
    }

    /** One record, found again by the text of its severity. */
    private static byte[] logs(String severityText, String key, String value) {
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder()
                                .addLogRecords(LogRecord.newBuilder()
                                        .setSeverityText(severityText)
                                        .addAttributes(KeyValue.newBuilder()
                                                .setKey(key)
                                                .setValue(AnyValue.newBuilder().setStringValue(value))))))
                .build()
                .toByteArray();
    }

    private WriteOutcome send(OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler, byte[] body)
            throws Exception {
        return send(bundler, WireFormat.REMOTE_WRITE_1, body);
    }

    private WriteOutcome send(
            OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler, WireFormat format, byte[] body)
            throws Exception {
        IngestRequest request = new IngestRequest(
                format,
                new Target("default", "Metrics"),
                body,
                body.length,
                java.util.Arrays.hashCode(body),
                body.length,
                START,
                "sender/1");
        bodies++;
        bundler.processElement(new StreamRecord<>(request));
        assertThat(request.outcome()).as("outcome of body %d", bodies).isNotNull();
        return request.outcome();
    }

    /** Moves the clock past every table's slot, and over to where a small table counts as due as well. */
    private static void afterACycle(OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler) throws Exception {
        bundler.setProcessingTime(START + 30_000);
    }

    private static List<Chunk> chunks(OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler) {
        return bundler.extractOutputValues();
    }

    private static List<String> letters(OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler) {
        var output = bundler.getSideOutput(RowBundler.DEAD_LETTERS);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    private static List<String> rows(OneInputStreamOperatorTestHarness<IngestRequest, Chunk> bundler)
            throws DataFormatException {
        List<String> rows = new ArrayList<>();
        for (Chunk chunk : chunks(bundler)) {
            Inflater inflater = new Inflater(true);
            inflater.setInput(chunk.deflated(), 0, chunk.deflatedLength());
            byte[] csv = new byte[chunk.rawLength()];
            assertThat(inflater.inflate(csv)).isEqualTo(chunk.rawLength());
            inflater.end();
            java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
            checksum.update(csv);
            assertThat((int) checksum.getValue()).isEqualTo(chunk.crc32());
            List<String> lines = new String(csv, StandardCharsets.UTF_8).lines().toList();
            assertThat(lines).hasSize(chunk.rows());
            rows.addAll(lines);
        }
        return rows;
    }

    private List<Path> logFiles() {
        Path logs = folder.resolve("bodies");
        if (!Files.exists(logs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(logs)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
