package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.control.DocumentVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.util.function.SupplierWithException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules that change while the job runs, by a file, with failures in between ({@link RandomChangesITCase} has callers). Each version sets the label {@code version}
 * to another text, so that every row tells under which one it was made.
 */
class LiveRulesITCase {
    private static final int SENDERS = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern ROW =
            Pattern.compile(".*\"\"sender\"\":\"\"(\\w+)\"\".*\"\"version\"\":\"\"(\\d+)\"\".*,(\\d+)$");

    private final ControlPlane control = new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5));

    @TempDir
    Path folder;

    private record Row(String sender, int version, long sample) {}

    @Test
    void followsTheFileUnderLoadAndIgnoresAWrongOne() throws Exception {
        Path mounted = folder.resolve("config");
        swap(mounted, document(1));
        try (PipelineCluster cluster = cluster()) {
            cluster.setFile(mounted.resolve("pipeline.yaml"));
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(30);
                swap(mounted, document(2));
                awaitVersion(2);
                swap(mounted, "namespaces: {default: {monikers: [nowhere]}}");
                senders.awaitAcknowledged(60);
                assertThat(versionLabel()).isEqualTo(2);
                assertThat(metric("control_version")).isEqualTo(2);
                await(() -> metric("control_file_refused") == 1);
                swap(mounted, document(3));
                awaitVersion(3);
                await(() -> metric("control_file_refused") == 0);
                cluster.replaceTaskManager();
                cluster.awaitReaders(2);
                senders.awaitAcknowledged(60);
                List<Row> rows = awaitEverySampleOnce(senders.end());
                assertRowsFollowVersions(rows);
                assertThat(versionsOf(rows)).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void takesAFileThatChangedWhileTheJobWasAwayFromItsFirstRequestOn() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, document(1));
        try (PipelineCluster cluster = cluster()) {
            cluster.setFile(file);
            cluster.start(2, null);
            String savepoint;
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(30);
                senders.end();
                savepoint = cluster.stop();
            }
            Files.writeString(file, document(2));
            cluster.start(3, savepoint);
            assertThat(versionLabel()).isEqualTo(2);
            List<DocumentVersion> history = control.versions(Long.MAX_VALUE, 10).get();
            assertThat(history).extracting(DocumentVersion::number).containsExactly(2L, 1L);
        }
    }

    @Test
    void rowsGoByPredicateWaitWhilePausedAndFollowTheirMonikersDefinition() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, subscribed("paused: true", "here"));
        try (PipelineCluster cluster = cluster()) {
            cluster.setFile(file);
            cluster.start(2, null);
            long samples;
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(40);
                Files.writeString(file, subscribed("paused: true", "there"));
                await(() -> String.valueOf(current()).contains("/there"));
                senders.awaitAcknowledged(40);
                samples = senders.end();
            }
            await(() -> rowsIn("tables").size() == samples);
            await(() -> metric("held_batches") > 0);
            cluster.replaceTaskManager();
            cluster.awaitReaders(2);
            assertThat(rowsIn("here")).isEmpty();
            assertThat(rowsIn("there")).isEmpty();

            Files.writeString(file, subscribed("paused: false", "there"));
            long selected = rowsIn("tables").stream()
                    .filter(LiveRulesITCase::isSelected)
                    .count();
            await(() -> rowsIn("here").size() + rowsIn("there").size() >= selected);
            // What was cut under the first definition has gone to where it pointed.
            assertThat(rowsIn("here"))
                    .isNotEmpty()
                    .allMatch(LiveRulesITCase::isSelected)
                    .doesNotHaveDuplicates();
            assertThat(rowsIn("there"))
                    .isNotEmpty()
                    .allMatch(LiveRulesITCase::isSelected)
                    .doesNotHaveDuplicates();
            assertThat(rowsIn("here").size() + rowsIn("there").size()).isEqualTo((int) selected);
        }
    }

    private String subscribed(String pause, String place) {
        return """
                monikers:
                  some: {kind: directory, path: %s}
                namespaces: {default: {database: Metrics, monikers: [local], add-labels: {version: '1'}}}
                subscriptions:
                  few: {from: [default], tables: ['Table*'], where: 'sender=~"s[01]"', to: some, %s}
                """
                .formatted(folder.resolve(place), pause);
    }

    private static boolean isSelected(Row row) {
        return row.sender().equals("s0") || row.sender().equals("s1");
    }

    private @Nullable String current() {
        try {
            ControlPlane.Current current = control.current();
            return current == null ? null : current.text();
        } catch (IOException e) {
            return null;
        }
    }

    private static double metric(String name) {
        return MetricStore.instance().sum(name);
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }

    private PipelineCluster cluster(String... assignments) throws Exception {
        List<String> all = new ArrayList<>(List.of(assignments));
        all.add("control.watch-interval=100 ms");
        return new PipelineCluster(folder, 3, all.toArray(String[]::new));
    }

    private static String document(long version) {
        return "namespaces: {default: {database: Metrics, monikers: [local], add-labels: {version: '" + version
                + "'}}}\n";
    }

    /** As kubelet brings a changed ConfigMap: a new folder, and a symbolic link that is swapped. */
    private static void swap(Path mounted, String content) throws IOException {
        Files.createDirectories(mounted);
        Path version = Files.createTempDirectory(mounted, "..");
        Files.writeString(version.resolve("pipeline.yaml"), content);
        Path link = mounted.resolve("..tmp");
        Files.createSymbolicLink(link, version.getFileName());
        Files.move(
                link, mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path visible = mounted.resolve("pipeline.yaml");
        if (!Files.exists(visible)) {
            Files.createSymbolicLink(visible, Path.of("..data/pipeline.yaml"));
        }
    }

    private int versionLabel() throws IOException {
        ControlPlane.Current current = control.current();
        Matcher matcher = Pattern.compile("\"version\" : \"(\\d+)\"").matcher(current == null ? "" : current.text());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private void awaitVersion(int version) throws Exception {
        CommonTestUtils.waitUtil(
                () -> {
                    try {
                        return versionLabel() == version;
                    } catch (IOException e) {
                        return false;
                    }
                },
                PATIENCE,
                "version " + version + " is not in force");
    }

    /** One body is of one version, and what a sender sent later is of no earlier one than what was acknowledged to it. */
    private static void assertRowsFollowVersions(List<Row> rows) {
        Map<Long, Integer> versionOfBody = new TreeMap<>();
        Map<String, Integer> newestOfSender = new TreeMap<>();
        for (Row row : rows) {
            long body = (row.sample() - 1) / RetryingSenders.SAMPLES_PER_BODY;
            Integer other = versionOfBody.putIfAbsent(body, row.version());
            assertThat(other == null ? row.version() : other)
                    .as("versions in the body of sample %d", row.sample())
                    .isEqualTo(row.version());
            Integer before = newestOfSender.put(row.sender(), row.version());
            assertThat(before == null ? row.version() : before)
                    .as("version of what sender %s sent before sample %d", row.sender(), row.sample())
                    .isLessThanOrEqualTo(row.version());
        }
    }

    private static TreeSet<Integer> versionsOf(List<Row> rows) {
        TreeSet<Integer> versions = new TreeSet<>();
        rows.forEach(row -> versions.add(row.version()));
        return versions;
    }

    private List<Row> awaitEverySampleOnce(long samples) throws Exception {
        CommonTestUtils.waitUtil(() -> rows().size() >= samples, PATIENCE, "not committed: " + samples);
        List<Row> rows = rows();
        assertThat(rows.stream().map(Row::sample).toList())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, samples).boxed().toList());
        return rows;
    }

    /** In the order of the samples. */
    private List<Row> rows() {
        return rowsIn("tables");
    }

    private List<Row> rowsIn(String place) {
        List<Row> rows = new ArrayList<>();
        try {
            for (List<String> lines : CommittedFiles.sortedLines(
                            folder.resolve(place).resolve("Metrics"))
                    .values()) {
                for (String line : lines) {
                    Matcher matcher = ROW.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    rows.add(new Row(
                            matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        rows.sort(Comparator.comparingLong(Row::sample));
        return rows;
    }
}
