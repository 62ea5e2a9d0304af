package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.kafka.KafkaBroker;
import io.adxflow.sinks.kafka.KafkaProxy.Api;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
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

/** A job that delivers to two containers and tells of it on a hub, while the job, both, and the ways between them fail. */
@Tag("soak")
class PairSinkITCase {
    private static final int ROWS = 1_200;
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final List<String> LAKES = List.of("lake-a", "lake-b");

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @TempDir
    Path data;

    private final KafkaBroker broker = KafkaBroker.shared();
    private final Map<String, List<String>> read = new HashMap<>();
    private BlobServiceClient blobs;
    private String topic;

    @Test
    void eachRowIsInOneBlobOfWhichOneNoticeTellsWhateverHappens(@InjectClusterClient ClusterClient<?> cluster)
            throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        topic = broker.topic("pair-job-" + UUID.randomUUID(), 3);
        try (AzuriteProcess azurite = AzuriteProcess.start(data.resolve("azurite"))) {
            blobs = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    // A connection on which an answer was lost would be waited for for ever.
                    .retryOptions(new RequestRetryOptions(
                            RetryPolicyType.FIXED,
                            10,
                            Duration.ofSeconds(15),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            null))
                    .buildClient();
            LAKES.forEach(blobs::createBlobContainer);
            Map<String, MonikerSpec> monikers = Map.of("telemetry", moniker(azurite));
            azurite.faults().loseAnswer("PUT .*\\.csv\\.gz", 6);
            azurite.faults().answer("PUT .*/lake-a/", 503, 12);
            azurite.faults().answer("PUT .*/lake-b/", 507, 6);
            broker.proxy().loseAnswers(Api.END_TXN, 2);
            JobID first = cluster.submitJob(new SinkJob(data, monikers)
                            .rowsPerCheckpoint(50)
                            .parallelism(2)
                            .idleAfter(ROWS)
                            .crashEvery(4, 3)
                            .graph())
                    .get();
            until("some rows", () -> rows().size() > ROWS / 6);
            broker.proxy().goAway();
            until("the hub is missed", () -> broker.proxy().turnedAway() > 2);
            broker.proxy().comeBack();
            azurite.crash();
            azurite.start();
            long before = rows().size();
            until("more rows", () -> rows().size() > before || before == ROWS);
            String savepoint = stop(cluster, first);
            JobID second = cluster.submitJob(new SinkJob(data, monikers)
                            .parallelism(3)
                            .idleAfter(ROWS)
                            .from(savepoint)
                            .graph())
                    .get();
            until("all rows and their notices", () -> rows().size() >= ROWS && told().size() >= read.size());
            assertThat(stop(cluster, second)).isNotEmpty();
            assertThat(rows())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, ROWS).mapToObj(i -> "row-" + i).toList());
            assertThat(told()).containsExactlyInAnyOrderElementsOf(read.keySet());
        }
    }

    private MonikerSpec moniker(AzuriteProcess azurite) throws Exception {
        Path sas = Files.writeString(data.resolve("sas"), azurite.sas(Duration.ofHours(1)));
        Map<String, String> options = new HashMap<>(Map.of(
                "storage",
                String.join(",", LAKES),
                "hub",
                "notices",
                "part.notices.kind",
                "eventhubs",
                "part.notices.hub",
                topic,
                "part.notices.name",
                topic,
                "part.notices.bootstrap-servers",
                broker.proxiedServers(),
                "part.notices.transactions",
                "true"));
        for (String lake : LAKES) {
            options.put("part." + lake + ".kind", "blob");
            options.put("part." + lake + ".container", azurite.blobEndpoint() + "/" + lake);
            options.put("part." + lake + ".sas-file", sas.toString());
        }
        return new MonikerSpec("telemetry", "pair", options);
    }

    private String stop(ClusterClient<?> cluster, JobID job) throws Exception {
        return cluster.stopWithSavepoint(
                        job, false, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    /** Of all blobs, which never change. */
    private List<String> rows() throws Exception {
        for (String lake : LAKES) {
            BlobContainerClient container = blobs.getBlobContainerClient(lake);
            for (var blob : container.listBlobs()) {
                String url = container.getBlobContainerUrl() + "/" + blob.getName();
                if (blob.getName().endsWith(".csv.gz") && !read.containsKey(url)) {
                    byte[] bytes = container
                            .getBlobClient(blob.getName())
                            .downloadContent()
                            .toBytes();
                    read.put(
                            url,
                            new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8)
                                    .lines()
                                    .toList());
                }
            }
        }
        return read.values().stream().flatMap(List::stream).toList();
    }

    /** The blobs of all notices. */
    private List<String> told() throws Exception {
        List<String> urls = new ArrayList<>();
        for (var event : broker.committed(topic)) {
            urls.add(new ObjectMapper()
                    .readTree(event.value())
                    .get(0)
                    .path("data")
                    .path("url")
                    .asText());
        }
        return urls;
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
