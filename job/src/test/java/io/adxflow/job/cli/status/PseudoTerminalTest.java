package io.adxflow.job.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.Main;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.page.web.PageRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code status} and {@code top} write to a real terminal of some width, recorded by {@code script}, where there is that. */
class PseudoTerminalTest {
    @TempDir
    Path folder;

    private final PipelineFixture pipeline = new PipelineFixture();

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void takesTheTerminalsWidthAndNoMore(int width) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script in /usr/bin");
        pipeline.records.failed("adx", DeliveryRecords.Part.DESTINATION, "", "transient", "connection refused");
        for (int i = 0; i < 20; i++) {
            pipeline.second(1_000);
        }
        try (WebServer web = WebServer.start()) {
            int port = web.listen(
                            new HostPort("127.0.0.1", 0),
                            WebTrust.NONE,
                            WebLimits.FEW,
                            new PageRoutes(pipeline.model(), OpsServer.INDEX))
                    .port();
            List<String> status = lines(record(width, "status --ops 127.0.0.1:" + port, ""));
            assertThat(status).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
            assertThat(status).anyMatch(line -> line.startsWith("adx") && line.contains("cut off"));
            if (width == 200) {
                // It uses the room that there is.
                assertThat(status).anyMatch(line -> line.length() > 100);
            }
            String top = record(width, "top --ops 127.0.0.1:" + port, "tq", "m monikers", "HttpRequestDuration");
            assertThat(lines(top)).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
            assertThat(lines(top)).anyMatch(line -> line.startsWith("HttpRequestDuration"));
        }
    }

    /** @param awaited for each key, what is written before it is pressed */
    private String record(int width, String command, String keys, String... awaited) throws Exception {
        Path arguments = folder.resolve("arguments");
        Files.writeString(
                arguments,
                "-cp\n\"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"\n-Dadxflow.tty=true\n"
                        + "-XX:TieredStopAtLevel=1\n" + Main.class.getName() + "\n");
        Process process = new ProcessBuilder(
                        "/usr/bin/script",
                        "-qec",
                        "stty cols " + width + " rows 30; " + System.getProperty("java.home") + "/bin/java @"
                                + arguments + " " + command,
                        "/dev/null")
                .redirectErrorStream(true)
                .start();
        StringBuilder written = new StringBuilder();
        try (OutputStream in = process.getOutputStream();
                Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            int pressed = 0;
            for (int c = out.read(); c >= 0; c = out.read()) {
                written.append((char) c);
                // A key is pressed once the screen is there that it is meant for: before, the terminal itself shows it.
                if (pressed < keys.length() && written.indexOf(awaited[pressed]) >= 0) {
                    in.write(keys.charAt(pressed++));
                    in.flush();
                }
            }
        }
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return written.toString();
    }

    /** Without what moves the cursor and colours. */
    private static List<String> lines(String written) {
        // A frame begins where the cursor goes home.
        return written.replaceAll("\033\\[[0-9;]*H", "\n")
                .replaceAll("\033[\\[(][0-9;?]*[A-Za-z]", "")
                .replaceAll("\033[=>]", "")
                .replace("\r", "")
                .lines()
                .toList();
    }
}
