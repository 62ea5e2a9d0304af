package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import io.adxflow.emulator.CosmosProcess;
import io.adxflow.sinks.cosmos.StoredItems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that delivers to a container of Cosmos DB, while the job, the server and the way between them fail. */
@Tag("soak")
class CosmosSinkITCase {
    private static final int ROWS = 1_500;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @TempDir
    Path data;

    private StoredItems items;

    @Test
    void eachRowIsAnItemOnceWhateverHappens(@InjectClusterClient ClusterClient<?> cluster) throws Exception {
        String problem = CosmosProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        // The server's certificate is nobody's that the JVM knows.
        System.setProperty("COSMOS.EMULATOR_SERVER_CERTIFICATE_VALIDATION_DISABLED", "true");
        try (CosmosProcess server = CosmosProcess.start(data.resolve("server"))) {
            try (CosmosClient client = new CosmosClientBuilder()
                    .endpoint(server.endpoint())
                    .key(CosmosProcess.KEY)
                    .gatewayMode()
                    .buildClient()) {
                client.createDatabase("metrics");
                client.getDatabase("metrics").createContainer("rows", "/pk");
            }
            items = new StoredItems(server.endpoint(), "metrics", "rows");
            Path key = Files.writeString(data.resolve("key"), CosmosProcess.KEY);
            Map<String, MonikerSpec> monikers = Map.of(
                    "items",
                    new MonikerSpec(
                            "items",
                            "cosmos",
                            Map.of(
                                    "endpoint",
                                    server.endpoint(),
                                    "key-file",
                                    key.toString(),
                                    "database",
                                    "metrics",
                                    "container",
                                    "rows")));
            server.loseAnswers(4);
            server.cut(10, 4);
            JobID first = cluster.submitJob(new SinkJob(data, monikers)
                            .rowsPerCheckpoint(50)
                            .parallelism(2)
                            .idleAfter(ROWS)
                            .crashEvery(4, 3)
                            .graph())
                    .get();
            until("answers lost and connections cut", () -> server.acted() == 8);
            long before = rows().size();
            until("rows after that", () -> rows().size() > before);
            server.clear();
            server.throttle(12, 50);
            server.refuse(401, 4);
            server.refuse(403, 4);
            until("refusals", () -> server.acted() == 20);
            server.clear();
            long again = rows().size();
            until("rows after that", () -> rows().size() > again || again == ROWS);
            server.goAway();
            until("it is missed", () -> server.acted() > 2);
            server.clear();
            String savepoint = stop(cluster, first);
            JobID second = cluster.submitJob(new SinkJob(data, monikers)
                            .parallelism(3)
                            .idleAfter(ROWS)
                            .from(savepoint)
                            .graph())
                    .get();
            until("all rows", () -> rows().size() >= ROWS);
            assertThat(stop(cluster, second)).isNotEmpty();
            assertThat(rows())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, ROWS).mapToObj(i -> "row-" + i).toList());
        }
    }

    private String stop(ClusterClient<?> cluster, JobID job) throws Exception {
        return cluster.stopWithSavepoint(
                        job, false, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    /** The only column's values. */
    private List<String> rows() throws Exception {
        return items.rows().stream()
                .map(item -> item.path("row").elements().next().asText())
                .toList();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
