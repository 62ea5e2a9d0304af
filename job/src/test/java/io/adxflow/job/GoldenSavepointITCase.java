package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.OracleRows;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures.Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier builds left behind is understood: see {@code savepoints/README.md} among the resources. */
class GoldenSavepointITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void deliversEveryRowThatTheFirstBuildHadTakenAndNotDelivered() throws Exception {
        unpack("0.1.0-a.zip");
        Path local = folder.resolve("local");
        Path blocked = folder.resolve("no-longer-blocked");
        Map<String, List<String>> everything = rows(0, 1, 4, 5);
        try (PipelineCluster cluster = new PipelineCluster(
                folder,
                3,
                "namespaces.default.monikers=local,blocked",
                "monikers.local.kind=directory",
                "monikers.local.path=" + local,
                "monikers.blocked.kind=directory",
                "monikers.blocked.path=" + blocked)) {
            cluster.setMaxParallelism(720);
            // Other than it was: state is dealt out anew.
            cluster.start(3, folder.resolve("savepoints/golden").toUri().toString());
            // Batches that were open are past their age by now, and rows in the body log are cut at once.
            CommonTestUtils.waitUtil(
                    () -> count(samples(blocked)) >= count(everything) && count(samples(local)) >= count(everything),
                    PATIENCE,
                    "not everything is delivered");
            String unused = cluster.stop();
        }
        assertThat(samples(blocked)).isEqualTo(everything);
        assertThat(samples(local)).isEqualTo(everything);
    }

    @Test
    void aJobThatListensStartsFromWhatOneWithoutListeningLeft() throws Exception {
        unpack("0.1.0-a.zip");
        Path local = folder.resolve("local");
        Path inbox = Files.createDirectories(folder.resolve("inbox/Listened"));
        Files.writeString(inbox.resolve("a.csv"), "A:string\n1\n2\n");
        Map<String, List<String>> everything = rows(0, 1, 4, 5);
        everything.put("Listened", List.of("1", "2"));
        try (PipelineCluster cluster = new PipelineCluster(
                folder,
                2,
                "namespaces.default.monikers=local,blocked",
                "monikers.local.kind=directory",
                "monikers.local.path=" + local,
                "monikers.blocked.kind=directory",
                "monikers.blocked.path=" + folder.resolve("no-longer-blocked"),
                "monikers.inbox.kind=directory",
                "monikers.inbox.path=" + folder.resolve("inbox"),
                "listen.in.moniker=inbox",
                "listen.in.interval=100 ms")) {
            cluster.setMaxParallelism(720);
            cluster.start(2, folder.resolve("savepoints/golden").toUri().toString());
            CommonTestUtils.waitUtil(
                    () -> count(samples(local)) >= count(everything), PATIENCE, "not everything is delivered");
            // What is listened to has state of its own from here on, to start from as well.
            String next = cluster.stop();
            Files.writeString(inbox.resolve("b.csv"), "A:string\n3\n");
            everything.put("Listened", List.of("1", "2", "3"));
            cluster.start(1, next);
            CommonTestUtils.waitUtil(
                    () -> count(samples(local)) >= count(everything), PATIENCE, "what came later is not delivered");
            String unused = cluster.stop();
        }
        assertThat(samples(local)).isEqualTo(everything);
    }

    private void unpack(String name) throws IOException {
        try (InputStream resource = getClass().getResourceAsStream("/savepoints/" + name);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    private static Map<String, List<String>> rows(int... bodies) throws IOException {
        OracleRows oracle = new OracleRows(
                new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()));
        List<Fixture> fixtures = RemoteWriteFixtures.of(WireFormat.REMOTE_WRITE_1);
        for (int body : bodies) {
            oracle.add(
                    OracleDecoder.decode(
                            WireFormat.REMOTE_WRITE_1, fixtures.get(body).decompressed()),
                    0);
        }
        return withoutMetadata(oracle.sortedLines());
    }

    private static Map<String, List<String>> samples(Path root) {
        Path database = root.resolve("Metrics");
        try {
            return Files.isDirectory(database) ? withoutMetadata(CommittedFiles.sortedLines(database)) : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(Map<String, List<String>> tables) {
        return tables.values().stream().mapToInt(List::size).sum();
    }

    /** Each reader tells metadata once, whoever of them has the body. */
    private static Map<String, List<String>> withoutMetadata(Map<String, List<String>> tables) {
        Map<String, List<String>> rest = new TreeMap<>(tables);
        rest.remove("Prom_Metadata");
        return rest;
    }
}
