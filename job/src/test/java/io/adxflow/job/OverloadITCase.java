package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One namespace of three sends far more than it may, or than its moniker takes: the others do not notice, and nothing is lost. */
class OverloadITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void whoSendsMoreThanItsLimitIsHeldToItAndTheOthersAreNotRefused() throws Exception {
        int limit = 200;
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, document("", "  a: {samples-per-second: " + limit + "}"));
        // However slow the machine: what is seen is to be the limit's doing.
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "ingest.queue-time=1 h")) {
            cluster.setFile(file);
            cluster.start(2, null);
            long began = System.nanoTime();
            try (NamespaceLoad a = new NamespaceLoad(cluster, "a", 8, Duration.ZERO);
                    NamespaceLoad b = new NamespaceLoad(cluster, "b", 2, PAUSE);
                    NamespaceLoad c = new NamespaceLoad(cluster, "c", 2, PAUSE)) {
                a.awaitAcknowledged(14);
                b.awaitAcknowledged(20);
                c.awaitAcknowledged(20);
                long ofA = a.end();
                double seconds = (System.nanoTime() - began) / 1e9;
                long ofB = b.end();
                long ofC = c.end();
                System.out.printf(
                        "limit=%d a=%.0f b=%.0f c=%.0f samples a second, a was refused %d times%n",
                        limit,
                        ofA / seconds,
                        ofB / seconds,
                        ofC / seconds,
                        a.refusals().size());
                // A second's worth at the beginning, and what was let in before the first bodies were known.
                assertThat((double) ofA).isLessThan(limit * (seconds + 1) + 16 * NamespaceLoad.SAMPLES_PER_BODY);
                assertThat(a.refusals()).anySatisfy(OverloadITCase::tellsTheLimit);
                assertThat(b.refusals()).isEmpty();
                assertThat(c.refusals()).isEmpty();
                awaitOnce("tables", "OfA", ofA);
                awaitOnce("tables", "OfB", ofB);
                awaitOnce("tables", "OfC", ofC);
            }
        }
    }

    private static void tellsTheLimit(HttpResponse<String> refusal) {
        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.body()).contains("namespace a", "limits.a.samples-per-second = 200");
        assertThat(refusal.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    }

    @Test
    void aMonikerThatTakesNothingIsFilledToItsBoundByThoseWhoReachItAloneAndDeliveredAfterwards() throws Exception {
        // Seconds of what the senders of a can send, so that they are held back long before it is reached.
        long bound = 2_000_000;
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, document("paused: true", ""));
        try (PipelineCluster cluster = new PipelineCluster(
                folder,
                2,
                "storage.max-bytes-per-moniker=" + bound + " bytes",
                // As above.
                "ingest.queue-time=1 h",
                "ingest.backlog-share=0.3",
                "control.watch-interval=100 ms")) {
            cluster.setFile(file);
            cluster.start(2, null);
            StorageBudget budget =
                    StorageBudget.of(StorageSettings.from(cluster.config().options()));
            try (NamespaceLoad a = new NamespaceLoad(cluster, "a", 8, Duration.ZERO);
                    NamespaceLoad b = new NamespaceLoad(cluster, "b", 2, PAUSE)) {
                Eventually.holds(
                        () -> "a is not held back, " + budget.held("slow") + " bytes are held: " + a.soFar(),
                        PATIENCE,
                        () -> a.refusals().stream()
                                .anyMatch(refusal -> refusal.body().contains("moniker slow has")));
                assertThat(MetricStore.instance().sum("namespace_turned_away_requests"))
                        .isPositive();
                b.awaitAcknowledged(20);
                assertThat(b.refusals()).isEmpty();
                long held = budget.held("slow");
                // Bodies that were on their way when it was full.
                assertThat(held).isLessThan(bound + bound / 2);
                System.out.println("held=" + held + " bound=" + bound + " refused="
                        + a.refusals().size());
                Files.writeString(file, document("paused: false", ""));
                long ofA = a.end();
                long ofB = b.end();
                awaitOnce("slow", "OfA", ofA);
                awaitOnce("tables", "OfB", ofB);
            }
        }
    }

    private String document(String pause, String limits) {
        String slow = pause.isEmpty()
                ? ""
                : "monikers: {slow: {kind: directory, path: " + folder.resolve("slow") + "}}\n"
                        + "subscriptions: {slowly: {from: [a], to: slow, " + pause + "}}\n";
        return "namespaces:\n"
                + "  a: {database: Metrics" + (pause.isEmpty() ? ", monikers: [local]" : "") + "}\n"
                + "  b: {database: Metrics, monikers: [local]}\n"
                + "  c: {database: Metrics, monikers: [local]}\n" + slow
                + (limits.isEmpty() ? "" : "limits:\n" + limits);
    }

    private void awaitOnce(String place, String table, long samples) throws Exception {
        CommonTestUtils.waitUtil(
                () -> values(place, table).size() >= samples, PATIENCE, samples + " of " + table + " are not there");
        assertThat(values(place, table))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, samples).boxed().toList());
    }

    private List<Long> values(String place, String table) {
        try {
            return CommittedFiles.sortedLines(folder.resolve(place).resolve("Metrics"))
                    .getOrDefault(table, List.of())
                    .stream()
                    .map(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
