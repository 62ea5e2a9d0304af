package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.tail.TailHub;
import io.adxflow.job.tail.TailRequest;
import io.adxflow.job.tail.TailView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that tells of itself in its own tables, and whose rows are watched as they arrive. */
class SelfTelemetryITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final String DOCUMENT =
            """
            monikers:
              good: {kind: directory, path: %1$s/good}
              own: {kind: directory, path: %1$s/own}
            namespaces:
              a: {database: A, monikers: [good]}
              ops: {database: Operations, monikers: [own]}
            """;

    @TempDir
    Path folder;

    @Test
    void tellsOfItselfThroughItsOwnPipelineAndShowsRowsAsTheyArrive() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, DOCUMENT.formatted(folder));
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "self.namespace=ops", "self.interval=10 s")) {
            cluster.setFile(file);
            cluster.start(2, null);
            Set<String> told = new ConcurrentSkipListSet<>();
            try (NamespaceLoad load = new NamespaceLoad(cluster, "a", 4, Duration.ofMillis(20));
                    TailHub.Watch watch = TailHub.jvm()
                            .open(new TailRequest("AdxflowMetrics", "", "ops", "Name startswith 'received'"))) {
                Eventually.holds("it is seen to tell of itself", PATIENCE, () -> {
                    TailView view = watch.look();
                    assertThat(view.problem()).isEmpty();
                    view.rows().forEach(row -> told.add(row.row().path("Name").asText()));
                    return told.contains("received_bytes_total");
                });
                assertThat(told).allMatch(name -> name.startsWith("received"));
                Eventually.holds("its rows are committed", PATIENCE, () -> hasTable(folder.resolve("own")));
                Eventually.holds(
                        "those of the load too",
                        PATIENCE,
                        () -> MetricStore.instance().sum("committed_rows_total", "moniker", "good") > 0);
                long unused = load.end();
            }
            assertThat(MetricStore.instance().sum("self_rows_total")).isPositive();
            metricsHaveTheLabelsThatAlertsRestOn();
        }
        assertThat(MetricStore.instance().has("self_rows_total"))
                .as("it ends with the job")
                .isFalse();
    }

    private static boolean hasTable(Path moniker) throws IOException {
        if (!Files.exists(moniker)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(moniker)) {
            return files.anyMatch(path -> path.toString().contains("AdxflowMetrics") && Files.isRegularFile(path));
        }
    }

    /** Of the metrics that a job of two directories has. */
    private static void metricsHaveTheLabelsThatAlertsRestOn() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("k8s/src/test/resources/io/adxflow/k8s/labels.txt"))) {
            if (line.startsWith("adxflow_")) {
                String[] parts = line.split(":", 2);
                Set<String> labels =
                        new TreeSet<>(Arrays.asList(parts[1].strip().split(" ")));
                labels.removeAll(Set.of("", "quantile"));
                expected.put(parts[0].substring("adxflow_".length()), labels);
            }
        }
        Map<String, Set<String>> found = new TreeMap<>();
        MetricStore.instance().visit((name, labels, value) -> {
            if (expected.containsKey(name)) {
                found.computeIfAbsent(name, any -> new TreeSet<>()).addAll(labels.keySet());
            }
        });
        assertThat(found).hasSizeGreaterThan(30);
        found.forEach((name, labels) -> assertThat(labels).as(name).isEqualTo(expected.get(name)));
    }
}
