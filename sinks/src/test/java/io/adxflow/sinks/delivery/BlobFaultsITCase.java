package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.faults.StorageFaults.Rule;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that delivers to a container, while the job, the storage and the way between them fail. */
@Tag("soak")
class BlobFaultsITCase {
    private static final int ROWS = 1_200;
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @TempDir
    static Path azuriteFolder;

    private static AzuriteProcess azurite;

    @TempDir
    Path data;

    private BlobContainerClient stored;
    private int signatures;

    /** Rows of the files that were read, which never change. */
    private final List<String> rows = new ArrayList<>();

    private final List<String> recorded = new ArrayList<>();
    private final Set<String> read = new HashSet<>();

    @BeforeAll
    static void startAzurite() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(azuriteFolder);
    }

    @AfterAll
    static void stopAzurite() throws Exception {
        if (azurite != null) {
            azurite.close();
        }
    }

    @AfterEach
    void endJobs(@InjectClusterClient ClusterClient<?> cluster) throws Exception {
        azurite.faults().clear();
        for (JobStatusMessage job : cluster.listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cluster.cancel(job.getJobId()).get();
                until(
                        "job ended",
                        () -> cluster.getJobStatus(job.getJobId()).get().isGloballyTerminalState());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void eachRowIsInOneRecordedFileWhateverHappens(String format, @InjectClusterClient ClusterClient<?> cluster)
            throws Exception {
        stored = new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                // A connection on which an answer was lost would be waited for for ever.
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED,
                        10,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        null))
                .buildClient()
                .createBlobContainer("t" + UUID.randomUUID());
        renewSignature();
        // CSV in one request, Parquet in blocks.
        Map<String, MonikerSpec> monikers = Map.of(
                "lake",
                new MonikerSpec(
                        "lake",
                        "blob",
                        Map.of(
                                "container",
                                stored.getBlobContainerUrl(),
                                "sas-file",
                                data.resolve("sas").toString(),
                                "format",
                                format,
                                "single-put-size",
                                format.equals("csv") ? "256kb" : "0")));
        String commit = format.equals("csv") ? "PUT .*\\.csv\\.gz" : "PUT .*comp=blocklist";
        List<Rule> rules = List.of(
                azurite.faults().loseAnswer(commit, 6),
                azurite.faults().loseAnswer("PUT .*comp=appendblock", 6),
                azurite.faults().answer("PUT", 503, 12),
                azurite.faults().answer("PUT", 507, 3),
                azurite.faults().loseAnswer("PUT .*_schema", 2));
        JobID first = cluster.submitJob(new SinkJob(data, monikers)
                        .rowsPerCheckpoint(50)
                        .crashEvery(8, 3)
                        .idleAfter(ROWS)
                        .graph())
                .get();
        until("some rows", () -> delivered(format) > ROWS / 10);
        azurite.faults().expireSignatures();
        renewSignature();
        long before = delivered(format);
        until("rows under the new signature", () -> delivered(format) > before);
        azurite.crash();
        azurite.start();
        until("all rows", () -> delivered(format) >= ROWS && segments() == 0);
        String savepoint = cluster.stopWithSavepoint(
                        first, false, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        // Its numbers go on where those of the first one ended, which did not send them all.
        JobID second = cluster.submitJob(new SinkJob(data, monikers)
                        .rowsPerCheckpoint(50)
                        .parallelism(1)
                        .from(savepoint)
                        .graph())
                .get();
        until("rows of the smaller job", () -> delivered(format) >= ROWS + 300);
        String unused = cluster.stopWithSavepoint(
                        second, true, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        long all = delivered(format);

        assertThat(rows)
                .hasSize((int) all)
                .doesNotHaveDuplicates()
                .containsAll(LongStream.range(0, ROWS).mapToObj(i -> "row-" + i).toList());
        assertThat(recorded).doesNotHaveDuplicates();
        assertThat(stored.listBlobs().stream()
                        .map(item -> item.getName())
                        .filter(name -> name.contains("/dt="))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(recorded);
        System.out.printf(
                "blob %s: %d rows in %d files, once; faults that happened: %s%n",
                format,
                rows.size(),
                recorded.size(),
                rules.stream().map(Rule::acted).toList());
        assertThat(rules).allSatisfy(rule -> assertThat(rule.acted()).isPositive());
    }

    private void renewSignature() throws Exception {
        Path part = Files.writeString(data.resolve("sas.part"), azurite.sas(Duration.ofSeconds(3_600 + signatures++)));
        Files.move(part, data.resolve("sas"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private int segments() throws Exception {
        return CommittedRows.files(data.resolve("segments"), ".seg").size();
    }

    /** Rows in all files that are recorded by now. */
    private long delivered(String format) throws Exception {
        recorded.clear();
        for (var item : stored.listBlobs()) {
            if (item.getName().startsWith("_manifest/")) {
                String lines =
                        stored.getBlobClient(item.getName()).downloadContent().toString();
                for (String line : lines.lines().toList()) {
                    JsonNode entry = JSON.readTree(line);
                    recorded.add(entry.path("file").asText());
                }
            }
        }
        for (String file : recorded) {
            if (read.add(file)) {
                byte[] bytes = stored.getBlobClient(file).downloadContent().toBytes();
                if (format.equals("csv")) {
                    new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8)
                            .lines()
                            .forEach(rows::add);
                } else {
                    readParquet(bytes);
                }
            }
        }
        return rows.size();
    }

    private void readParquet(byte[] bytes) throws Exception {
        Path file = Files.write(data.resolve("one.parquet"), bytes);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery("SELECT Id FROM '" + file + "'")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
