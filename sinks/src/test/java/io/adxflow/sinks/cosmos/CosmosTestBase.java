package io.adxflow.sinks.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.CosmosProcess;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.events.EventBatches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Destinations by Microsoft's SDK, unmodified, against a server of Cosmos DB's data plane, each like one of another process. */
abstract class CosmosTestBase {
    /** The server's certificate is nobody's that the JVM knows. The SDK reads this once. */
    private static final String UNCHECKED = "COSMOS.EMULATOR_SERVER_CERTIFICATE_VALIDATION_DISABLED";

    @TempDir
    static Path serverFolder;

    static CosmosProcess server;
    static CosmosClient client;
    static CosmosContainer container;

    @TempDir
    Path folder;

    private final List<CosmosDestination> opened = new ArrayList<>();
    final AtomicLong millis = new AtomicLong(1_000_000);
    EventBatches batches;
    Path key;

    @BeforeAll
    static void start() throws Exception {
        String problem = CosmosProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        System.setProperty(UNCHECKED, "true");
        server = CosmosProcess.start(serverFolder);
        client = new CosmosClientBuilder()
                .endpoint(server.endpoint())
                .key(CosmosProcess.KEY)
                .gatewayMode()
                .buildClient();
        client.createDatabase("metrics");
        client.getDatabase("metrics").createContainer("rows", "/pk");
        client.getDatabase("metrics").createContainer("wrong", "/id");
        container = client.getDatabase("metrics").getContainer("rows");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            client.close();
            server.close();
        }
    }

    @BeforeEach
    void prepare() throws Exception {
        batches = new EventBatches(folder);
        key = folder.resolve("key");
        Files.writeString(key, CosmosProcess.KEY);
        server.clear();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(CosmosDestination::close);
    }

    CosmosDestination open(String... keysAndValues) {
        CosmosDestination destination =
                new CosmosDestination(new CosmosSettingsParser(moniker(keysAndValues)).settings(), millis::get);
        opened.add(destination);
        return destination;
    }

    MonikerSpec moniker(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        options.put("endpoint", server.endpoint());
        options.put("key-file", key.toString());
        options.put("database", "metrics");
        options.put("container", "rows");
        options.put("max-row-rate", "100000");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MonikerSpec("m", "cosmos", options);
    }

    /** As a job does: again and again until it works. */
    void untilCommitted(CosmosDestination destination, SealedBatch batch) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                destination.commit(batch, batches.content(batch));
                return;
            } catch (Exception e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(attempt).as("attempts, last: " + e).isLessThan(20);
            }
        }
    }

    /** That each row of these is one item, and that there are no others of theirs. */
    static void assertOnce(SealedBatch... all) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (SealedBatch batch : all) {
            ids.add(batch.batchId());
            for (int row = 0; row < batch.rows(); row++) {
                expected.add(batch.batchId() + "-" + row + " " + (row + 0.5));
            }
        }
        assertThat(new StoredItems(server.endpoint(), "metrics", "rows").rows())
                .filteredOn(item ->
                        ids.stream().anyMatch(id -> item.path("id").asText().startsWith(id + "-")))
                .extracting(item -> item.path("id").asText() + " "
                        + item.path("row").path("Value").asDouble())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    static void assertThatAllAreThere(SealedBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            assertThat(item(batch, row, String.valueOf(-7 - row / 10))
                            .path("row")
                            .path("Value")
                            .asDouble())
                    .isEqualTo(row + 0.5);
        }
        assertThatThrownBy(() -> item(batch, batch.rows(), String.valueOf(-7 - batch.rows() / 10)))
                .isInstanceOf(CosmosException.class);
    }

    static JsonNode item(SealedBatch batch, long row, String partition) {
        return container
                .readItem(batch.batchId() + "-" + row, new PartitionKey(partition), ObjectNode.class)
                .getItem();
    }
}
