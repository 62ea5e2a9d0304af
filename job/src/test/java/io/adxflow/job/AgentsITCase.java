package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.opamp.TestAgent;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.function.SupplierWithException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sender shakes hands and runs with what it got, while its namespace is changed. Each step has a number of its own, which is the value
 * of its two series, {@code code="200"} and {@code code="500"}; the namespace's label {@code version} tells under which rules a row was made.
 */
class AgentsITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern ROW =
            Pattern.compile(".*\"\"code\"\":\"\"(\\d+)\"\".*\"\"version\"\":\"\"(\\d+)\"\".*,(\\d+)$");

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong step = new AtomicLong();

    @TempDir
    Path folder;

    private PipelineCluster cluster;
    private WebServer web;
    private String url;

    private record Row(String code, int version, long step) {}

    @BeforeEach
    void start() throws Exception {
        cluster = new PipelineCluster(
                folder,
                2,
                "control.source=api",
                "ingest.authentication=require",
                "namespaces.team-a.database=TeamA",
                "namespaces.team-a.monikers=local",
                "namespaces.team-a.add-labels=version=1",
                "monikers.errors.kind=directory",
                "monikers.errors.path=" + folder.resolve("errors"),
                "subscriptions.errors.from=team-a",
                "subscriptions.errors.where=code=\"500\"",
                "subscriptions.errors.to=errors");
        cluster.start(2, null);
        web = WebServer.start();
        ControlRoutes control = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5)));
        url = "http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, AgentAddress.besideControl(true, control))
                        .port();
    }

    @AfterEach
    void stop() throws Exception {
        web.close();
        cluster.close();
    }

    @Test
    void aSenderThatShookHandsReachesTwoMonikersAndLosesNothingWhenItsNamespaceChanges() throws Exception {
        Path tokenFile = folder.resolve("token");
        JsonNode granted =
                shake("{\"agent\":\"web-1\",\"namespace\":\"team-a\",\"format\":\"vmagent\",\"token-file\":\""
                        + tokenFile + "\"}");
        assertThat(granted.path("monikers").toString()).isEqualTo("[\"errors\",\"local\"]");
        String token = granted.path("token").asText();
        Files.writeString(tokenFile, token);
        Path program = GoTools.ifThere(GoTools.VMAGENT);
        System.out.println(program == null ? "vmagent was not built here: a sender of ours takes its place" : program);
        try (Sender sender = program == null
                ? new OwnSender(granted.at("/endpoints/remote-write").asText(), token)
                : new Vmagent(program, granted.path("configuration").asText())) {
            changeWhileItSends();
            sender.end();
            assertEveryStepOnceUnderOneVersion();
        }
        assertThat(send(token, 0)).as("before it is revoked").isEqualTo(204);
        assertThat(run("agents", "revoke", "team-a", "web-1")).contains("revoked: true");
        await(() -> send(token, 0) == 401);
        assertThat(send(token.substring(0, token.length() - 3) + "abc", 0)).isEqualTo(401);
        String other = shake("{\"agent\":\"web-2\",\"namespace\":\"default\"}")
                .path("token")
                .asText();
        assertThat(send(other, 0)).as("another namespace's").isEqualTo(403);
        assertThat(shakeAnswer("{\"agent\":\"web-1\",\"namespace\":\"team-a\"}").statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAgentOfOpAmpGoesOnWithWhatItHasUntilItHasAppliedTheNewOne() throws Exception {
        TestAgent agent = new TestAgent(UUID.randomUUID());
        TestAgent.Told first = opamp(agent.fullState(Map.of("adxflow.namespace", "team-a")));
        try (OwnSender sender = configured(first)) {
            opamp(agent.applied(first.hash()));
            await(() -> !rows("tables").isEmpty());
            changeNamespace(2);
            TestAgent.Told second = awaitOffer(agent);
            assertThat(second.config()).contains("\"2\"");
            long before = step.get();
            // Its old token and endpoint are good meanwhile.
            await(() -> step.get() > before + 5);
            sender.use(endpoint(second), token(second));
            opamp(agent.applied(second.hash()));
            long after = step.get();
            await(() -> step.get() > after + 5);
            sender.end();
        }
        assertEveryStepOnceUnderOneVersion();
        assertThat(run("agents", "list")).contains(agent.uid.toString()).contains("config: \"applied\"");
    }

    private OwnSender configured(TestAgent.Told told) throws Exception {
        return new OwnSender(endpoint(told), token(told));
    }

    private static String endpoint(TestAgent.Told told) throws IOException {
        return YAML.readTree(told.config())
                        .at("/exporters/otlphttp~1adxflow/endpoint")
                        .asText() + "/api/v1/write";
    }

    private static String token(TestAgent.Told told) throws IOException {
        return YAML.readTree(told.config())
                .at("/exporters/otlphttp~1adxflow/headers/Authorization")
                .asText()
                .replace("Bearer ", "");
    }

    private TestAgent.Told awaitOffer(TestAgent agent) throws Exception {
        TestAgent.Told[] offer = new TestAgent.Told[1];
        await(() -> {
            TestAgent.Told told = opamp(agent.poll());
            offer[0] = told.hash() == null ? offer[0] : told;
            return offer[0] != null;
        });
        return offer[0];
    }

    private TestAgent.Told opamp(byte[] message) throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/v1/opamp"))
                        .header("Content-Type", "application/x-protobuf")
                        .POST(BodyPublishers.ofByteArray(message))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestAgent.told(answer.body(), 0);
    }

    /** The namespace gets a new label twice, each time when rows under the label before have come. */
    private void changeWhileItSends() throws Exception {
        await(() -> versions("tables").contains(1));
        changeNamespace(2);
        await(() -> versions("tables").contains(2));
        changeNamespace(3);
        await(() -> versions("tables").contains(3));
    }

    private void changeNamespace(int version) throws Exception {
        Path file = folder.resolve("namespace.yaml");
        Files.writeString(file, "{database: TeamA, monikers: [local], add-labels: {version: '" + version + "'}}");
        assertThat(run("namespace", "set", "team-a", "-f", file.toString())).contains("version: ");
    }

    private void assertEveryStepOnceUnderOneVersion() throws Exception {
        long last = step.get();
        await(() -> rows("tables").size() >= 2 * last && rows("errors").size() >= last);
        List<Row> all = rows("tables");
        List<Row> errors = rows("errors");
        assertThat(errors).allMatch(row -> row.code().equals("500"));
        assertThat(errors).extracting(Row::step).doesNotHaveDuplicates().hasSize((int) last);
        Map<Long, Integer> versions = new TreeMap<>();
        for (String code : List.of("200", "500")) {
            List<Row> some = all.stream().filter(row -> row.code().equals(code)).toList();
            assertThat(some).extracting(Row::step).doesNotHaveDuplicates().hasSize((int) last);
            for (Row row : some) {
                assertThat(versions.merge(row.step(), row.version(), (a, b) -> a.equals(b) ? a : -1))
                        .as("step %d is of one version", row.step())
                        .isPositive();
            }
        }
        errors.forEach(row -> assertThat(row.version()).isEqualTo(versions.get(row.step())));
        assertThat(new ArrayList<>(versions.values())).isSorted();
        assertThat(new TreeSet<>(versions.values())).hasSizeGreaterThan(1);
        System.out.println(last + " steps, versions " + new TreeSet<>(versions.values()));
    }

    private Set<Integer> versions(String place) throws IOException {
        Set<Integer> versions = new TreeSet<>();
        rows(place).forEach(row -> versions.add(row.version()));
        return versions;
    }

    private List<Row> rows(String place) throws IOException {
        List<Row> rows = new ArrayList<>();
        CommittedFiles.sortedLines(folder.resolve(place).resolve("TeamA")).values().stream()
                .flatMap(List::stream)
                .forEach(line -> {
                    Matcher row = ROW.matcher(line);
                    if (row.matches() && Long.parseLong(row.group(3)) > 0) {
                        rows.add(new Row(row.group(1), Integer.parseInt(row.group(2)), Long.parseLong(row.group(3))));
                    }
                });
        rows.sort(Comparator.comparingLong(Row::step));
        return rows;
    }

    private HttpResponse<String> shakeAnswer(String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/handshake"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode shake(String body) throws Exception {
        HttpResponse<String> answer = shakeAnswer(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--control";
        all[arguments.length + 1] = url;
        return TestCommandLine.run(all);
    }

    private int send(String token, long value) throws Exception {
        return send(cluster.writeUrl().replace("/api/", "/n/team-a/api/"), token, value);
    }

    private int send(String to, @Nullable String token, long value) throws IOException, InterruptedException {
        BodyBuilder body = new BodyBuilder();
        long time = 1_700_000_000_000L + value;
        body.series("requests", "code", "200").sample(time, value);
        body.series("requests", "code", "500").sample(time, value);
        return http.send(
                        HttpRequest.newBuilder(URI.create(to))
                                .header("Content-Encoding", "snappy")
                                .header("Content-Type", "application/x-protobuf")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofByteArray(body.compressed(WireFormat.REMOTE_WRITE_1)))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }

    /** Sends step after step until it is ended; those that it began are delivered. */
    private interface Sender extends AutoCloseable {
        void end() throws Exception;

        @Override
        void close();
    }

    /** A sender that repeats each step until it is taken. */
    private final class OwnSender implements Sender {
        private record Place(String url, String token) {}

        private volatile Place place;
        private volatile boolean ending;
        private final Thread thread = new Thread(this::run, "own-sender");

        OwnSender(String url, String token) {
            place = new Place(url, token);
            thread.start();
        }

        void use(String url, String token) {
            place = new Place(url, token);
        }

        private void run() {
            try {
                while (!ending) {
                    long next = step.get() + 1;
                    int status;
                    do {
                        status = send(place.url(), place.token(), next);
                        assertThat(status).isIn(200, 204, 503, 429);
                    } while (status >= 400);
                    step.set(next);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void end() throws InterruptedException {
            ending = true;
            thread.join();
        }

        @Override
        public void close() {
            ending = true;
        }
    }

    /** The real vmagent, which is given steps in Prometheus' text format and queues them. */
    private final class Vmagent implements Sender {
        private static final long PAUSE_NANOS = 20_000_000;

        private final Process process;
        private final URI push;
        private final Thread thread = new Thread(this::run, "steps");
        private volatile boolean ending;

        Vmagent(Path program, String flags) throws IOException {
            int port = FreePorts.find(1)[0];
            push = URI.create("http://127.0.0.1:" + port + "/api/v1/import/prometheus");
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "-httpListenAddr=127.0.0.1:" + port,
                    "-remoteWrite.tmpDataPath=" + folder.resolve("vmagent"),
                    // One after the other: of two at once, each reader may be under a version of its own.
                    "-remoteWrite.queues=1",
                    "-remoteWrite.flushInterval=200ms"));
            command.addAll(flags.lines().toList());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("vmagent.log").toFile())
                    .start();
            thread.start();
        }

        private void run() {
            while (!ending) {
                long next = step.get() + 1;
                String text = "requests{code=\"200\"} " + next + "\nrequests{code=\"500\"} " + next + "\n";
                HttpRequest request = HttpRequest.newBuilder(push)
                        .POST(BodyPublishers.ofString(text))
                        .build();
                try {
                    // Until it listens it takes nothing; afterwards what it has answered is its to deliver.
                    if (http.send(request, BodyHandlers.discarding()).statusCode() == 204) {
                        step.set(next);
                    }
                } catch (IOException notYet) {
                    assertThat(process.isAlive()).as("vmagent runs").isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        @Override
        public void end() throws Exception {
            ending = true;
            thread.join();
        }

        @Override
        public void close() {
            ending = true;
            process.destroy();
        }
    }
}
