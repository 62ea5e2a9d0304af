package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.control.ControlHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.function.SupplierWithException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenTelemetry's own supervisor and Collector, 0.149, configured by us: over WebSocket and over HTTP. Needs Go for the first time
 * (see {@link GoTools}); run it with {@code -Dsurefire.excludedGroups= -Dgroups=soak}.
 */
@Tag("soak")
class SupervisorITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern NUMBER = Pattern.compile("step-(\\d+)-end");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private String control;

    @ParameterizedTest
    @ValueSource(strings = {"ws", "http"})
    void theSupervisorIsConfiguredFollowsItsNamespaceAndSurvivesAConfigurationThatFails(String scheme)
            throws Exception {
        Path supervisor = GoTools.built(GoTools.SUPERVISOR);
        Path collector = GoTools.built(GoTools.COLLECTOR);
        int receiver = FreePorts.find(1)[0];
        Path document = folder.resolve("document.yaml");
        try (PipelineCluster cluster = new PipelineCluster(
                        folder,
                        2,
                        "control.source=api",
                        "ingest.authentication=require",
                        "handshake.canary-time=40 s");
                WebServer web = WebServer.start()) {
            cluster.start(2, null);
            ControlRoutes routes = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5)));
            control = "http://127.0.0.1:"
                    + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, AgentAddress.besideControl(true, routes))
                            .port();
            int agents = web.listen(
                            new HostPort("127.0.0.1", 0),
                            AgentAddress.limits(new Configuration()),
                            AgentAddress.alone())
                    .port();
            apply(document, document(receiver, "1", "otlp/in"));
            String token = JSON.readTree(run("agents", "enrol", "fleet", "--namespace", "team-a", "--format", "json"))
                    .path("token")
                    .asText();
            Process process = start(supervisor, collector, scheme + "://127.0.0.1:" + agents + "/v1/opamp", token);
            try (Steps steps = new Steps(receiver)) {
                await(() -> isSettled(report()));
                String first = report().path("config-hash").asText();
                awaitMore(5);

                apply(document, document(receiver, "2", "otlp/in"));
                // What replaces it before it has proven itself would leave the first one as the last that was good for
                // all.
                await(() -> isSettled(report())
                        && !report().path("config-hash").asText().equals(first));
                String second = report().path("config-hash").asText();
                awaitMore(5);

                // A receiver that the Collector does not have: it is refused, and what it had goes on.
                apply(document, document(receiver, "3", "nonsense/in"));
                await(() -> report().path("halted").asText().contains("could not apply it"));
                await(() -> report().path("config").asText().equals("applied")
                        && report().path("config-hash").asText().equals(second));
                awaitMore(5);
                assertThat(run("agents", "list")).contains("healthy: \"true\"");
                steps.end();
                await(() -> all().size() >= steps.taken.size());
                List<Long> arrived = all();
                assertThat(arrived).containsAll(steps.taken);
                System.out.println(scheme + ": " + steps.taken.size() + " records taken by the Collector, all arrived, "
                        + (arrived.size() - arrived.stream().distinct().count()) + " of them twice");
            } finally {
                end(process);
            }
        }
    }

    private static String document(int port, String version, String receiver) {
        return """
                namespaces:
                  default: {monikers: [local]}
                  team-a: {database: TeamA, monikers: [local]}
                agents:
                  team-a:
                    collector: |
                      receivers: {%s: {protocols: {http: {endpoint: '127.0.0.1:%d'}}}}
                      processors: {resource/version: {attributes: []}}
                      exporters: {otlphttp/adxflow: {}}
                      service:
                        telemetry: {metrics: {level: none}, resource: {version: '%s'}}
                        pipelines: {logs: {receivers: [%s], exporters: [otlphttp/adxflow]}}
                """
                .formatted(receiver, port, version, receiver)
                .replace("      processors: {resource/version: {attributes: []}}\n", "");
    }

    private void apply(Path file, String text) throws Exception {
        Files.writeString(file, text);
        assertThat(run("apply", "-f", file.toString())).contains("version: ");
    }

    private Process start(Path supervisor, Path collector, String endpoint, String token) throws IOException {
        Path config = folder.resolve("supervisor.yaml");
        Files.writeString(
                config,
                """
                server:
                  endpoint: %s
                  headers: {Authorization: 'Bearer %s'}
                capabilities: {accepts_remote_config: true, reports_effective_config: true, reports_remote_config: true, reports_health: true}
                agent:
                  executable: %s
                  bootstrap_timeout: 300s
                  config_apply_timeout: 3s
                  validate_config: true
                storage: {directory: %s}
                telemetry: {logs: {level: info}}
                """
                        .formatted(endpoint, token, collector, folder.resolve("supervisor")));
        return new ProcessBuilder(supervisor.toString(), "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("supervisor.log").toFile())
                .start();
    }

    /** SIGINT: at SIGTERM it leaves its Collector behind. */
    private static void end(Process process) throws Exception {
        List<ProcessHandle> children = process.descendants().toList();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isSettled(JsonNode report) {
        return report.path("config").asText().equals("applied") && !report.has("canary");
    }

    private JsonNode report() throws Exception {
        return JSON.readTree(run("agents", "list", "--format", "json"))
                .path("agents")
                .path(0);
    }

    private String run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--control";
        all[arguments.length + 1] = control;
        return TestCommandLine.run(all);
    }

    private List<String> lines() throws IOException {
        return CommittedFiles.records(folder.resolve("tables").resolve("TeamA"));
    }

    private List<Long> all() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String line : lines()) {
            Matcher number = NUMBER.matcher(line);
            if (number.find()) {
                numbers.add(Long.parseLong(number.group(1)));
            }
        }
        return numbers;
    }

    private void awaitMore(int count) throws Exception {
        int before = all().size();
        await(() -> all().size() >= before + count);
    }

    /** Sends log records to the Collector, one after the other, each until it is taken. */
    private final class Steps implements AutoCloseable {
        private static final long PAUSE_NANOS = 50_000_000;

        private final List<Long> taken = java.util.Collections.synchronizedList(new ArrayList<>());
        private final URI target;
        private final Thread thread = new Thread(this::run, "steps");
        private volatile boolean ending;

        Steps(int port) {
            target = URI.create("http://127.0.0.1:" + port + "/v1/logs");
            thread.start();
        }

        private void run() {
            for (long next = 1; !ending; next++) {
                while (!ending && !isTaken(next)) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private boolean isTaken(long number) {
            try {
                String body =
                        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1700000000000000000\",\"body\":{\"stringValue\":\"step-"
                                + number + "-end\"}}]}]}]}";
                boolean done = http.send(
                                        HttpRequest.newBuilder(target)
                                                .header("Content-Type", "application/json")
                                                .POST(BodyPublishers.ofString(body))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode()
                        == 200;
                if (done) {
                    taken.add(number);
                }
                return done;
            } catch (IOException away) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void end() throws InterruptedException {
            ending = true;
            thread.join();
        }

        @Override
        public void close() {
            ending = true;
        }
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }
}
