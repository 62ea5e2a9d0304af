package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.rows.RowOptions;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.metrics.Groups;
import io.adxflow.job.rules.metrics.MetricFromSpec;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.scrub.ScrubAction;
import io.adxflow.job.rules.scrub.ScrubPlace;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.transform.TransformSpec;
import io.adxflow.proto.v1.Exemplar;
import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.TimeSeries;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageOptions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.wire.DecodeBudget;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowBundlerTest {
    private static final TestRuleBook BOOK = new TestRuleBook();
    private static final Set<String> FULL = Set.of("Full");
    private static final long START = 1_700_000_000_000L;
    private static final int MAX_PARALLELISM = 16;

    @TempDir
    Path folder;

    private final List<OneInputStreamOperatorTestHarness<IngestElement, Chunk>> open = new ArrayList<>();
    private int bodies;
    private final Configuration config = new Configuration();

    @AfterEach
    void closeAll() throws Exception {
        for (OneInputStreamOperatorTestHarness<IngestElement, Chunk> harness : open) {
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
    void asksSendersToComeAgainWithRecordsOfADatabaseThatIsFull() throws Exception {
        var bundler = start();
        byte[] lost = logs("lost", "kusto.database", "Full");
        for (int i = 0; i < 2; i++) {
            assertThat(send(bundler, WireFormat.OTLP_LOGS, lost))
                    .isEqualTo(WriteOutcome.refused(503, "database Full is full"));
        }
        assertThat(send(bundler, WireFormat.OTLP_LOGS, logs("fine", "kusto.database", "Room")))
                .isEqualTo(new WriteOutcome(200, null, 0, 0, 0, 0, true));
    }

    @Test
    void writesTheOtherRecordsOfABodyThatHasSomeForADatabaseThatIsFull() throws Exception {
        var bundler = start();
        WriteOutcome outcome = send(
                bundler,
                WireFormat.OTLP_LOGS,
                bytes(logs("lost", "kusto.database", "Full"), logs("kept", "kusto.table", "T")));
        assertThat(outcome.status()).isEqualTo(200);
        assertThat(outcome.rejected()).isEqualTo(1);
        assertThat(outcome.message()).contains("database Full is full");
        assertThat(outcome.awaitCheckpoint()).isTrue();
        afterACycle(bundler);
        assertThat(rows(bundler)).singleElement().asString().contains("kept");
    }

    /** Two requests as one: protobuf concatenates lists. */
    private static byte[] bytes(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
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
    void replaysWhatItTookThoughFewerTablesAreAllowedNow() throws Exception {
        var before = start();
        for (int table = 0; table < 10; table++) {
            send(before, body("m" + table, 1));
            send(before, WireFormat.OTLP_LOGS, logs("kept", "kusto.table", "L" + table));
        }
        OperatorSubtaskState state = before.snapshot(1, START);
        config.set(RowOptions.MAX_TABLES, 2);

        var after = restore(state, 0, 1);
        afterACycle(after);
        assertThat(rows(after)).hasSize(20);
        assertThat(send(after, body("new0", 1)).status()).isEqualTo(204);
        assertThat(send(after, body("new1", 1)).message()).contains("rows.max-tables = 2");
    }

    @Test
    void replaysByTheNamesThatHeldWhenTheBodyCame() throws Exception {
        List<NamespaceSpec> namespaces = List.of(new NamespaceSpec(
                "default",
                "Metrics",
                List.of("*"),
                List.of("local"),
                Map.of(),
                List.of(new NamespaceSpec.LiftedLabel("name", "Name"))));
        var before = start(0, 1, new RowRules(namespaces, List.of(), 0));
        send(before, body("wait_µs", 1));
        send(before, body("count_cardinality", 2));
        send(before, WireFormat.OTLP_LOGS, logs("kept", "kusto.database", "METRICS"));
        byte[] exemplar = RemoteWriteFixtures.compress(WriteRequest.newBuilder()
                .addTimeseries(TimeSeries.newBuilder()
                        .addLabels(Label.newBuilder().setName("__name__").setValue("m"))
                        .addExemplars(Exemplar.newBuilder()
                                .addLabels(Label.newBuilder().setName("l").setValue("x".repeat(1_100_000)))))
                .build()
                .toByteArray());
        send(before, exemplar);
        OperatorSubtaskState state = before.snapshot(1, START);

        var after = restore(state, 0, 1, new RowRules(namespaces));
        send(after, body("wait_µs", 3));
        afterACycle(after);
        assertThat(letters(after)).isEmpty();
        assertThat(chunks(after))
                .extracting(chunk -> chunk.key().database() + "." + chunk.key().table())
                .containsExactlyInAnyOrder(
                        "Metrics.WaitS",
                        "Metrics.CountCardinality",
                        "METRICS.OTelLogs",
                        "Metrics.Prom_Exemplars",
                        "Metrics.WaitS_602a07d5");
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
                () -> logFiles().isEmpty(), java.time.Duration.ofMinutes(5), "log file not deleted");
    }

    @Test
    void cutsWhatItHasUnderTheOldRulesAndGoesOnUnderTheNew() throws Exception {
        var bundler = start(0, 1, rules("Old", List.of("local"), Map.of("v", "1")));
        send(bundler, body("up", 1));
        bundler.snapshot(1, START);
        bundler.processElement(new StreamRecord<>(BOOK.change(rules("New", List.of("a", "b"), Map.of("v", "2")))));
        assertThat(rows(bundler)).singleElement().asString().contains("\"\"v\"\":\"\"1\"\"");
        send(bundler, body("up", 2));
        OperatorSubtaskState state = bundler.snapshot(2, START);
        bundler.notifyOfCompletedCheckpoint(2);

        var after = restore(state, 0, 1, rules("Newest", List.of("local"), Map.of()));
        assertThat(chunks(after)).extracting(chunk -> chunk.key().moniker()).containsExactly("a", "b");
        assertThat(rows(after))
                .allMatch(row -> row.contains("\"\"v\"\":\"\"2\"\""))
                .hasSize(2);
    }

    @Test
    void whatRecordsGiveToMetricsLeavesBeforeTheBarrierAtFirstSightAlone() throws Exception {
        RowRules counting = counting("OTelLogs | summarize count() by level = SeverityText, bin(Timestamp, 10s)");
        var bundler = start(0, 1, counting);
        byte[] body = logs("bob@example.com", "kusto.table", "T");
        send(bundler, WireFormat.OTLP_LOGS, body);
        send(bundler, WireFormat.OTLP_LOGS, body);
        assertThat(sums(bundler)).isEmpty();
        bundler.prepareSnapshotPreBarrier(1);
        assertThat(sums(bundler)).singleElement().satisfies(sum -> {
            assertThat(sum.rule().metric()).isEqualTo("lines");
            assertThat(sum.document().hash()).isEqualTo(counting.toString());
            assertThat(sum.watermarkMillis()).isEqualTo(START - START % 10_000);
            assertThat(sum.entries()).singleElement().satisfies(entry -> {
                double[] count = new double[1];
                entry.sum().results(count);
                assertThat(count).containsExactly(1);
                assertThat(Groups.labels(sum.rule(), entry.group(), 0))
                        .as("labels are scrubbed, whatever place the rule looks at")
                        .containsEntry("level", "********");
            });
        });
        OperatorSubtaskState state = bundler.snapshot(1, START);

        var after = restore(state, 0, 1, counting);
        send(after, WireFormat.OTLP_LOGS, body);
        after.prepareSnapshotPreBarrier(2);
        assertThat(rows(after)).as("replayed").hasSize(1);
        assertThat(sums(after)).isEmpty();
        after.processElement(new StreamRecord<>(BOOK.change(rules("Metrics", List.of("local"), Map.of()))));
        assertThat(sums(after)).singleElement().satisfies(sum -> assertThat(sum.isRetired())
                .isTrue());
    }

    @Test
    void aBodyOfWhichNothingIsKeptButWhatItGivesToMetricsWaitsForTheCheckpointAndIsCountedOnce() throws Exception {
        var bundler =
                start(0, 1, counting("OTelLogs | summarize count() by bin(Timestamp, 10s)", "source | where false"));
        byte[] body = logs("info", "kusto.table", "T");
        assertThat(send(bundler, WireFormat.OTLP_LOGS, body).awaitCheckpoint()).isTrue();
        assertThat(send(bundler, WireFormat.OTLP_LOGS, body).awaitCheckpoint()).isTrue();
        bundler.prepareSnapshotPreBarrier(1);
        afterACycle(bundler);
        assertThat(rows(bundler)).isEmpty();
        assertThat(sums(bundler)).singleElement().satisfies(sum -> {
            double[] count = new double[1];
            sum.entries().get(0).sum().results(count);
            assertThat(count).containsExactly(1);
        });
    }

    private static RowRules counting(String query, String... transform) {
        return new RowRules(List.of(new NamespaceSpec(
                "default",
                "Metrics",
                List.of("*"),
                List.of("local"),
                Map.of(),
                List.of(),
                OtlpRules.DEFAULT,
                new RulesSpec(
                        List.of(),
                        MetricFilterSpec.NONE,
                        NormaliseSpec.NONE,
                        new TransformSpec(String.join("", transform), "", "", TransformSpec.OnError.KEEP),
                        List.of(new ScrubSpec(
                                "mails",
                                List.of("email"),
                                List.of(),
                                List.of(ScrubPlace.parse("attributes")),
                                ScrubAction.MASK,
                                "",
                                "")),
                        List.of(new MetricFromSpec("lines", query))))));
    }

    private static List<PartialSum> sums(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler) {
        var output = bundler.getSideOutput(RowBundler.PARTIAL_SUMS);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    @Test
    void refusesWhatNamesANamespaceThatIsGoneSinceItWasAdmitted() throws Exception {
        var bundler = start();
        bundler.processElement(new StreamRecord<>(BOOK.change(new RowRules(
                List.of(new NamespaceSpec("other", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))))));
        WriteOutcome outcome = send(bundler, body("up", 1));
        assertThat(outcome.status()).isEqualTo(404);
        assertThat(outcome.awaitCheckpoint()).isFalse();
    }

    @Test
    void keepsAtAStopsSavepointWhatTheCheckpointBeforeItNeeds() throws Exception {
        var bundler = start();
        send(bundler, body("up", 1));
        OperatorSubtaskState checkpoint = bundler.snapshot(1, START);
        bundler.notifyOfCompletedCheckpoint(1);
        afterACycle(bundler);
        CheckpointOptions stop = new CheckpointOptions(
                SavepointType.suspend(SavepointFormatType.CANONICAL), CheckpointStorageLocationReference.getDefault());
        bundler.getOperator().snapshotState(2, START, stop, new MemCheckpointStreamFactory(1 << 20));
        bundler.notifyOfCompletedCheckpoint(2);
        bundler.close();
        open.remove(bundler);

        var fromTheCheckpoint = restore(checkpoint, 0, 1);
        fromTheCheckpoint.setProcessingTime(START + 60_000);
        assertThat(rows(fromTheCheckpoint)).hasSize(1);
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
    void tellsSendersOfRemoteWrite2WhatOnlyTheDeadLettersKeepAlsoWhenTheyComeAgain() throws Exception {
        var bundler = start();
        byte[] body = new BodyBuilder()
                .series("up")
                .sample(START, 1)
                .sample(Long.MAX_VALUE, 1)
                .series("\u2318", "job", "x")
                .sample(START, 2)
                .sample(START + 1, 3)
                .compressed(WireFormat.REMOTE_WRITE_2);
        WriteOutcome outcome = send(bundler, WireFormat.REMOTE_WRITE_2, body);
        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.samples()).isEqualTo(1);
        assertThat(outcome.awaitCheckpoint()).isTrue();
        assertThat(outcome.message())
                .contains("3 samples, histograms and exemplars that no table takes, kept as dead letters")
                .contains("series 0 up{}: timestamp 9223372036854775807")
                .contains("series 1 \u2318{job=\"x\"}: the metric's name");
        assertThat(send(bundler, WireFormat.REMOTE_WRITE_2, body)).isEqualTo(outcome);
        assertThat(letters(bundler)).hasSize(3);
        afterACycle(bundler);
        assertThat(rows(bundler)).hasSize(1);
    }

    @Test
    void cutsWithinABodyWhoseRowsTakeMuchAndReplaysNoneOfThemTwice() throws Exception {
        var before = start();
        send(before, body("small", 1));
        BodyBuilder large = new BodyBuilder();
        for (int series = 0; series < 12; series++) {
            large.series("large", "series", "" + series);
            for (int i = 0; i < 60_000; i++) {
                large.sample(START + i, i);
            }
        }
        large.series("small").sample(START, 2).series("new").sample(START, 3);
        assertThat(send(before, large.compressed(WireFormat.REMOTE_WRITE_1)).status())
                .isEqualTo(204);
        assertThat(chunks(before).stream().mapToInt(Chunk::rows).sum())
                .as("all but those of the table that had rows before")
                .isEqualTo(12 * 60_000 + 1);
        assertThat(chunks(before).size()).as("cut as it went").isGreaterThan(2);
        OperatorSubtaskState state = before.snapshot(1, START);

        var after = restore(state, 0, 1);
        after.setProcessingTime(START + 60_000);
        assertThat(rows(after)).hasSize(2);
        assertThat(chunks(after)).extracting(chunk -> chunk.key().table()).containsExactly("Small");
    }

    @Test
    void asksToComeAgainWhileOthersHoldTheMemoryAndNeverTakesMoreThanThereIs() throws Exception {
        var bundler = start();
        DecodeBudget budget = DecodeBudget.jvm();
        try (DecodeCharge first = budget.open();
                DecodeCharge second = budget.open()) {
            holdAll(budget, first, second);
            WriteOutcome outcome = send(bundler, body("up", 1));
            assertThat(outcome.status()).isEqualTo(503);
            assertThat(outcome.awaitCheckpoint()).isFalse();
            assertThat(outcome.message()).contains("ingest.decode-memory-share", "send again");
        }
        assertThat(send(bundler, body("up", 1)).status()).isEqualTo(204);
    }

    /** All but less than what is reserved at once. */
    private static void holdAll(DecodeBudget budget, DecodeCharge first, DecodeCharge second) throws Exception {
        first.take(budget.mostPerBody(), "series");
        second.take((budget.limitBytes() - budget.usedBytes()) >> 18 << 18, "series");
    }

    @Test
    void aReplayWaitsForTheMemoryThatOthersHold() throws Exception {
        var before = start();
        send(before, body("up", 1));
        OperatorSubtaskState state = before.snapshot(1, START);
        // Its first tick replays, before the source has handed on any rules.
        var after = harness(0, 1);
        after.initializeState(state);
        after.open();
        DecodeBudget budget = DecodeBudget.jvm();
        List<Throwable> failures = new ArrayList<>();
        Thread replay = new Thread(() -> {
            try {
                after.setProcessingTime(START + 60_000);
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        try (DecodeCharge first = budget.open();
                DecodeCharge second = budget.open()) {
            holdAll(budget, first, second);
            replay.start();
            while (replay.isAlive() && replay.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(replay.isAlive()).as("%s", failures).isTrue();
        }
        replay.join(60_000);
        assertThat(failures).isEmpty();
        assertThat(rows(after)).hasSize(1);
    }

    @Test
    void cutsEverythingWhenTheInputEnds() throws Exception {
        var bundler = start();
        send(bundler, body("a", 1));
        send(bundler, body("b", 2));
        bundler.endInput();
        assertThat(rows(bundler)).hasSize(2);
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> start() throws Exception {
        return start(0, 1);
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> start(int subtask, int parallelism)
            throws Exception {
        return start(subtask, parallelism, rules("Metrics", List.of("local"), Map.of()));
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> start(int subtask, int parallelism, RowRules rules)
            throws Exception {
        var harness = harness(subtask, parallelism);
        harness.open();
        harness.processElement(new StreamRecord<>(BOOK.change(rules)));
        return harness;
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> restore(
            OperatorSubtaskState state, int subtask, int parallelism) throws Exception {
        return restore(state, subtask, parallelism, rules("Metrics", List.of("local"), Map.of()));
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> restore(
            OperatorSubtaskState state, int subtask, int parallelism, RowRules rules) throws Exception {
        var harness = harness(subtask, parallelism);
        harness.initializeState(state);
        harness.open();
        harness.processElement(new StreamRecord<>(BOOK.change(rules)));
        return harness;
    }

    private OneInputStreamOperatorTestHarness<IngestElement, Chunk> harness(int subtask, int parallelism)
            throws Exception {
        RowBundler bundler = new RowBundler(
                settings(),
                BOOK,
                () -> false,
                (monikers, database) -> FULL.contains(database) ? "database " + database + " is full" : null,
                LedgerSettings.defaults());
        var harness = new OneInputStreamOperatorTestHarness<IngestElement, Chunk>(
                bundler, MAX_PARALLELISM, parallelism, subtask);
        harness.setup();
        harness.setProcessingTime(START);
        open.add(harness);
        return harness;
    }

    private BundleSettings settings() {
        config.set(StorageOptions.DIRECTORY, folder.toString());
        return new BundleSettings(
                StorageSettings.from(config),
                "bodies",
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
                0.2,
                false,
                RowSettings.from(config),
                config.get(BundleOptions.ENCRYPTION_KEY_FILE));
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

    private WriteOutcome send(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler, byte[] body)
            throws Exception {
        return send(bundler, WireFormat.REMOTE_WRITE_1, body);
    }

    private WriteOutcome send(
            OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler, WireFormat format, byte[] body)
            throws Exception {
        IngestRequest request = new IngestRequest(
                format,
                new Target("default", "Metrics"),
                body,
                body.length,
                java.util.Arrays.hashCode(body),
                body.length,
                START,
                "sender/1",
                "");
        bodies++;
        bundler.processElement(new StreamRecord<>(request));
        assertThat(request.outcome()).as("outcome of body %d", bodies).isNotNull();
        return request.outcome();
    }

    /** Moves the clock past every table's slot, and over to where a small table counts as due as well. */
    private static void afterACycle(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler) throws Exception {
        bundler.setProcessingTime(START + 30_000);
    }

    private static List<Chunk> chunks(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler) {
        return bundler.extractOutputValues();
    }

    private static List<String> letters(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler) {
        var output = bundler.getSideOutput(RowBundler.DEAD_LETTERS);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    private static List<String> rows(OneInputStreamOperatorTestHarness<IngestElement, Chunk> bundler)
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
