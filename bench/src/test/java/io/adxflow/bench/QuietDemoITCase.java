package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first demo on a machine that has other things to do: two loops that never rest beside it. Whoever looks at it sees no warning, no
 * trace and nothing parked; how long the log was silent and how much was written is printed.
 */
@Tag("soak")
class QuietDemoITCase {
    private static final int MINUTES = Integer.getInteger("adxflow.soak.minutes", 10);
    private static final int BUSY_LOOPS = 2;
    private static final Pattern TROUBLE = Pattern.compile("(?i)\\b(WARN|ERROR|warning|exception)\\b|^\\tat ");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private volatile boolean over;

    @Test
    void saysNothingButItsStatus() throws Exception {
        int[] ports = FreePorts.find(3);
        Path output = folder.resolve("output");
        Path data = folder.resolve("data");
        JobCommand command = new JobCommand(
                JobCommand.projectRoot(), data, ports[0], 0, ports[1], ports[2], List.of("-Xmx1g"), List.of());
        ProcessBuilder demo = command.byJava();
        demo.command().add("--demo");
        JobHttp http = new JobHttp(ports[1], ports[2]);
        burn();
        try (JobProcess process = JobProcess.start(demo, output)) {
            Waiting.until("the job takes requests", () -> {
                assertThat(process.isAlive()).as(() -> read(output)).isTrue();
                return http.isReady();
            });
            assertThat(new CountDownLatch(1).await(MINUTES, TimeUnit.MINUTES)).isFalse();
            Map<String, Double> metrics = http.metrics();
            process.terminate();
            assertThat(process.awaitExit(Duration.ofMinutes(3)))
                    .as(() -> read(output))
                    .isZero();

            assertThat(metrics.get("adxflow_committed_rows_total")).isPositive();
            assertThat(metrics.getOrDefault("adxflow_parked_batches", 0.0)).isZero();
        } finally {
            over = true;
        }
        List<String> said = Files.readAllLines(output);
        assertThat(said).noneMatch(line -> TROUBLE.matcher(line).find());
        for (String line : said) {
            if (line.startsWith("{")) {
                assertThat(JSON.readTree(line).path("state").asText()).isNotEmpty();
            }
        }
        List<String> log = Files.readAllLines(data.resolve("logs/adxflow.log"));
        assertThat(log).noneMatch(line -> line.matches("\\S+ (WARN|ERROR) .*"));
        System.out.printf(
                "%d minutes: %d lines said, %d lines and %d bytes of log, longest silence of the log %d s%n",
                MINUTES,
                said.size(),
                log.size(),
                Files.size(data.resolve("logs/adxflow.log")),
                longestSilence(log).toSeconds());
    }

    private void burn() {
        for (int i = 0; i < BUSY_LOOPS; i++) {
            Thread loop = new Thread(() -> {
                while (!over) {
                    Thread.onSpinWait();
                }
            });
            loop.setDaemon(true);
            loop.start();
        }
    }

    private static Duration longestSilence(List<String> log) {
        List<OffsetDateTime> times = new ArrayList<>();
        for (String line : log) {
            if (line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ .*")) {
                times.add(OffsetDateTime.parse(line.substring(0, line.indexOf(' '))));
            }
        }
        Duration longest = Duration.ZERO;
        for (int i = 1; i < times.size(); i++) {
            Duration silence = Duration.between(times.get(i - 1), times.get(i));
            longest = silence.compareTo(longest) > 0 ? silence : longest;
        }
        return longest;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
