package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.cluster.ClusterPlan;
import io.adxflow.bench.run.JobCommand;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes onto a cluster, as packaged. */
class ClusterLibrariesITCase {
    /** Of which Kafka's client is 10 MiB, Parquet's writer 10, Cosmos DB's and storage's SDKs 9, zstd for all its platforms 7. */
    private static final long MOST_BYTES = 72L << 20;

    private static final Path ROOT = JobCommand.projectRoot();

    private final List<File> jars =
            List.of(ClusterPlan.builtUsrlib(ROOT).toFile().listFiles((folder, name) -> name.endsWith(".jar")));

    @Test
    void holdTheJobAndNothingThatOnlyTheCommandLineOrFlinkBrings() {
        assertThat(names())
                .anyMatch(name -> name.startsWith("adxflow-job-"))
                .anyMatch(name -> name.startsWith("adxflow-sinks-"))
                .anyMatch(name -> name.startsWith("adxflow-sources-"))
                .noneMatch(name -> name.startsWith("adxflow-emulator"))
                .noneMatch(name -> name.startsWith("duckdb"))
                .noneMatch(name -> name.startsWith("picocli"))
                .noneMatch(name -> name.startsWith("flink-"))
                .noneMatch(name -> name.startsWith("log4j-"))
                .noneMatch(name -> name.startsWith("slf4j-"))
                .noneMatch(name -> name.startsWith("snappy-"))
                .noneMatch(name -> name.startsWith("junit") || name.endsWith("-tests.jar"));
    }

    @Test
    void areNoHeavierThanAnImageShouldBe() {
        long bytes = jars.stream().mapToLong(File::length).sum();
        System.out.printf("usrlib: %d jars, %d MiB: %s%n", jars.size(), bytes >> 20, names());

        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    private List<String> names() {
        return Arrays.stream(jars.toArray(File[]::new))
                .map(File::getName)
                .sorted()
                .toList();
    }
}
