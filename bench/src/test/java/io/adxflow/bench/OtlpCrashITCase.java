package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process with SIGKILL while OpenTelemetry's own exporters wait for their answers, at the two moments that matter:
 * when all is decoded and nothing durable, and when all is durable and no answer has come through.
 */
class OtlpCrashITCase {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Columns of OTelLogs, OTelTraces, and of tables of metrics. */
    private static final int BODY = 6;

    private static final int SPAN_NAME = 3;
    private static final int LABELS = 2;

    @TempDir
    private Path folder;

    private final List<SdkSender> senders = new ArrayList<>();
    private final Map<String, Integer> expected = new HashMap<>();
    private final int[] ports = FreePorts.find(4);
    private final JobHttp http = new JobHttp(ports[2], ports[3]);
    private Path data;
    private Path log;
    private SilentProxy httpProxy;
    private SilentProxy grpcProxy;
    private JobProcess job;

    OtlpCrashITCase() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("data");
        log = folder.resolve("job.log");
        httpProxy = new SilentProxy(ports[0]);
        grpcProxy = new SilentProxy(ports[1]);
        for (String compression : List.of("none", "gzip")) {
            senders.add(SdkSender.http(httpProxy.port(), compression));
            senders.add(SdkSender.grpc(grpcProxy.port(), compression));
        }
        // So long that nothing is durable before the kill.
        job = startJob("1h");
    }

    private JobProcess startJob(String checkpointInterval) throws IOException {
        JobCommand command = new JobCommand(
                JobCommand.projectRoot(),
                data,
                ports[0],
                ports[1],
                ports[2],
                ports[3],
                List.of("-Xmx1g"),
                List.of("checkpoint.interval=" + checkpointInterval, "batch.max-age=2s", "batch.small-max-age=3s"));
        return JobProcess.start(command.byJava(), log);
    }

    @AfterEach
    void stop() throws Exception {
        senders.forEach(SdkSender::close);
        httpProxy.close();
        grpcProxy.close();
        job.close();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void eachLogSpanAndDataPointIsThereOnceWhereverTheProcessIsKilled() throws Exception {
        await("ready", http::isReady);
        export("decoded");
        await("all is decoded", this::isDecoded);
        assertThat(senders).allMatch(SdkSender::isWaiting);
        job.kill();
        job = startJob("200ms");
        senders.forEach(SdkSender::awaitSuccess);
        assertThat(metric("adxflow_deduplicated_requests_total")).isZero();

        httpProxy.swallowAnswers();
        grpcProxy.swallowAnswers();
        long before = (long) metric("adxflow_received_requests_total");
        export("durable");
        await("all is received", () -> metric("adxflow_received_requests_total") >= before + 3L * senders.size());
        long checkpoints = completedCheckpoints();
        // The one that runs may have begun before.
        await("all is durable", () -> completedCheckpoints() >= checkpoints + 2);
        assertThat(senders).allMatch(SdkSender::isWaiting);
        job.kill();
        httpProxy.cut();
        grpcProxy.cut();
        job = startJob("200ms");
        senders.forEach(SdkSender::awaitSuccess);
        assertThat(metric("adxflow_deduplicated_requests_total")).isEqualTo(3.0 * senders.size());

        job.terminate();
        assertThat(job.awaitExit(Duration.ofMinutes(2))).as(this::lastOfLog).isZero();
        assertEverythingOnce();
    }

    private void export(String round) {
        for (SdkSender sender : senders) {
            sender.export(round);
            for (String name : SdkTelemetry.names(sender.export())) {
                expected.put("OTelLogs " + name, 1);
                expected.put("OTelTraces " + name, 1);
            }
            sender.metricRows().forEach((table, rows) -> expected.put(table + " " + sender.export(), rows));
        }
        // One of each export, all alike.
        expected.merge("TargetInfo", senders.size(), Integer::sum);
    }

    private boolean isDecoded() {
        double records = (double) senders.size() * SdkTelemetry.RECORDS;
        return metric("adxflow_decoded_log_records_total") == records
                && metric("adxflow_decoded_spans_total") == records
                && metric("adxflow_decoded_data_points_total")
                        == senders.stream().mapToLong(SdkSender::dataPoints).sum();
    }

    private void assertEverythingOnce() throws IOException {
        Map<String, Integer> actual = new HashMap<>();
        Set<List<String>> distinct = new HashSet<>();
        long[] rows = {0};
        for (CommittedFile file : CommittedRows.list(data.resolve("tables"))) {
            String table = file.table();
            file.visitRows(row -> {
                String key = key(table, row);
                if (key != null) {
                    actual.merge(key, 1, Integer::sum);
                    List<String> line = new ArrayList<>(row);
                    line.add(table);
                    distinct.add(line);
                    rows[0]++;
                }
            });
        }
        assertThat(actual).as(this::lastOfLog).isEqualTo(expected);
        assertThat(distinct).hasSize((int) rows[0]);
        System.out.printf("OtlpCrashITCase: %d rows of %d exports, each once%n", rows[0], 6 * senders.size());
    }

    /** What a row is of, or null of one that says what was said before: metadata, the start of a series. */
    private static String key(String table, List<String> row) {
        return switch (table) {
            case "OTelLogs" -> table + " " + json(row.get(BODY)).path("message").asText();
            case "OTelTraces" -> table + " " + row.get(SPAN_NAME);
            case "TargetInfo" -> table;
            case "Prom_Metadata", "Prom_StartTimestamps" -> null;
            default ->
                table + " " + json(row.get(LABELS)).path(SdkTelemetry.EXPORT).asText();
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private double metric(String name) {
        try {
            return http.metrics().getOrDefault(name, 0.0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long completedCheckpoints() throws InterruptedException {
        JsonNode statistics = http.checkpoints();
        return statistics == null
                ? 0
                : statistics.path("counts").path("completed").asLong();
    }

    /** An event that this process is not told of. */
    private interface Event {
        boolean hasCome() throws Exception;
    }

    private void await(String what, Event event) throws Exception {
        long start = System.nanoTime();
        while (!event.hasCome()) {
            assertThat(job.isAlive()).as(this::lastOfLog).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s; %s", what, lastOfLog())
                    .isLessThan(LONGEST);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String lastOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "the job's last lines:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
