package io.adxflow.job.opamp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.handshake.HandshakeFixture;
import io.adxflow.job.opamp.TestAgent.Told;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hand-shakes and OpAMP over their addresses: the one where strangers come, and the one that is trusted. */
class AgentAddressTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final int MAX_MESSAGE = 64 * 1024;
    private static final String DOCUMENT =
            """
            monikers: {errors: {kind: directory, path: /x}}
            namespaces:
              default: {database: Metrics}
              team-a: {database: TeamA, monikers: [local], add-labels: {team: 'a b'}}
            subscriptions: {errors: {from: [team-a], signals: [logs], to: errors}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private HandshakeFixture handshakes;
    private WebServer web;
    private String trusted;
    private String strangers;

    @BeforeEach
    void start() throws Exception {
        handshakes = new HandshakeFixture(
                folder,
                DOCUMENT,
                Map.of("handshake.max-message-size", MAX_MESSAGE + "b", "handshake.unknown-namespace", "template"));
        OpAmpHub agents = new OpAmpHub(handshakes.hub);
        web = WebServer.start();
        Configuration configuration = new Configuration();
        configuration.setString("handshake.max-message-size", MAX_MESSAGE + "b");
        trusted = listen(agents, true, configuration);
        strangers = listen(agents, false, configuration);
    }

    private String listen(OpAmpHub agents, boolean trusting, Configuration configuration) throws Exception {
        return "127.0.0.1:"
                + web.listen(
                                new HostPort("127.0.0.1", 0),
                                AgentAddress.limits(configuration),
                                AgentAddress.routes(handshakes.hub, agents, trusting, trusting, OpsServer.NOTHING_ELSE))
                        .port();
    }

    @AfterEach
    void stop() {
        web.close();
        handshakes.close();
    }

    private HttpResponse<String> ask(String address, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path));
        request = body == null ? request.GET() : request.POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode shake(String body) throws Exception {
        HttpResponse<String> answer = ask(trusted, "/api/v1/handshake", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String enrolment(String name, String namespace) throws Exception {
        HttpResponse<String> answer = ask(
                trusted, "/api/v1/enrolments", "{\"name\":\"" + name + "\",\"namespaces\":[\"" + namespace + "\"]}");
        return JSON.readTree(answer.body()).path("token").asText();
    }

    @Test
    void aHandshakeTellsWhereToSendWithWhatAndForHowLong() throws Exception {
        JsonNode told = shake(
                "{\"agent\":\"web-1\",\"version\":\"3\",\"host\":\"h\",\"namespace\":\"team-a\",\"signals\":[\"metrics\"]}");
        assertThat(told.at("/endpoints/remote-write").asText())
                .isEqualTo("http://127.0.0.1:9201/n/team-a/api/v1/write");
        assertThat(told.at("/endpoints/otlp-http").asText()).isEqualTo("http://127.0.0.1:9201/n/team-a");
        assertThat(told.at("/endpoints/otlp-grpc").asText()).isEqualTo("http://127.0.0.1:4317");
        assertThat(told.path("refresh-seconds").asLong()).isEqualTo(6 * 3600);
        assertThat(told.at("/labels/team").asText()).isEqualTo("a b");
        // The subscription takes logs alone.
        assertThat(told.path("monikers")).hasSize(1);
        assertThat(shake("{\"agent\":\"web-2\",\"namespace\":\"team-a\"}").path("monikers"))
                .hasSize(2);
        assertThat(told.path("schemas").isArray()).isTrue();
        assertThat(told.at("/limits/body-bytes").asLong()).isPositive();
        var verdict = handshakes.service().tokens().verify(told.path("token").asText(), handshakes.millis.get());
        assertThat(String.valueOf(verdict))
                .contains("Accepted")
                .contains("agent web-1")
                .contains("team-a");
        JsonNode list =
                JSON.readTree(ask(trusted, "/api/v1/agents", null).body()).path("agents");
        assertThat(list).hasSize(2);
        assertThat(list.get(0).path("host").asText()).isEqualTo("h");
        assertThat(list.get(0).path("sent").asText()).isNotEmpty();
        assertThat(list.get(1).path("sent").asText()).isEmpty();
    }

    @Test
    void aHandshakeGivesTheConfigurationThatItIsAskedFor() throws Exception {
        String request = "{\"agent\":\"web-1\",\"namespace\":\"team-a\",\"format\":\"%s\"}";
        JsonNode prometheus = YAML.readTree(
                shake(request.formatted("prometheus")).path("configuration").asText());
        assertThat(prometheus.at("/remote_write/0/url").asText()).endsWith("/n/team-a/api/v1/write");
        assertThat(prometheus.at("/remote_write/0/authorization/credentials").asText())
                .startsWith("eyJ");
        assertThat(prometheus.at("/global/external_labels/team").asText()).isEqualTo("a b");
        JsonNode file = YAML.readTree(shake(request.formatted("prometheus").replace("}", ",\"token-file\":\"/run/t\"}"))
                .path("configuration")
                .asText());
        assertThat(file.at("/remote_write/0/authorization/credentials_file").asText())
                .isEqualTo("/run/t");
        assertThat(file.toString()).doesNotContain("eyJ");

        JsonNode collector = YAML.readTree(
                shake(request.formatted("otel-collector")).path("configuration").asText());
        assertThat(collector
                        .at("/exporters/otlphttp~1adxflow/headers/Authorization")
                        .asText())
                .startsWith("Bearer eyJ");
        assertThat(collector.at("/service/pipelines").size()).isEqualTo(3);

        String environment =
                shake(request.formatted("otel-env")).path("configuration").asText();
        assertThat(environment)
                .contains("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9201/n/team-a\n")
                .contains("OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20eyJ")
                .contains("OTEL_RESOURCE_ATTRIBUTES=team=a%20b\n");
        assertThat(shake(request.formatted("vmagent")).path("configuration").asText())
                .contains("-remoteWrite.url=http://127.0.0.1:9201/n/team-a/api/v1/write\n-remoteWrite.bearerToken=eyJ")
                .contains("-remoteWrite.label=team=a b\n");
        assertThat(shake(request.formatted("adx-mon")).path("configuration").asText())
                .contains("destination = \"http://127.0.0.1:9201/n/team-a/v1/metrics\"")
                .contains("\"team\" = \"a b\"")
                .doesNotContain("eyJ");
        HttpResponse<String> alone =
                ask(trusted, "/api/v1/handshake", request.formatted("vmagent"), "Accept", "text/plain");
        assertThat(alone.body()).startsWith("-remoteWrite.url=");
        assertThat(alone.headers().firstValue("X-Refresh-Seconds")).hasValue("21600");
    }

    @Test
    void tellsEverythingThatIsWrongWithAHandshake() throws Exception {
        HttpResponse<String> wrong = ask(
                trusted,
                "/api/v1/handshake",
                "{\"agent\":\"a b\",\"namespace\":\"x y\",\"format\":\"promethius\",\"signals\":[\"logz\"],\"hots\":\"h\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(wrong.body()).path("problems")).hasSize(5);
        assertThat(wrong.body()).contains("did you mean prometheus").contains("did you mean host");
        assertThat(ask(trusted, "/api/v1/handshake", "[]").statusCode()).isEqualTo(400);
        HttpResponse<String> unknown = ask(trusted, "/api/v1/handshake", "{\"agent\":\"a\",\"namespace\":\"team-b\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("namespaces.*");
    }

    @Test
    void makesANamespaceFromTheTemplateOnceAndGivesItsConfiguration() throws Exception {
        handshakes.plane.set(
                DOCUMENT.replace(
                        "  team-a:",
                        "  '*': {database: 'Db-{namespace}', monikers: [local], add-labels: {team: '{namespace}'}}\n  team-a:"));
        assertThat(handshakes.service().document().current().document().namespaces())
                .doesNotContainKey("*");
        JsonNode told = shake("{\"agent\":\"web-1\",\"namespace\":\"team-b\"}");
        assertThat(told.at("/labels/team").asText()).isEqualTo("team-b");
        shake("{\"agent\":\"web-2\",\"namespace\":\"team-b\"}");
        assertThat(handshakes
                        .service()
                        .document()
                        .current()
                        .document()
                        .namespaces()
                        .get("team-b")
                        .database())
                .isEqualTo("Db-team-b");
        assertThat(handshakes.plane.current().version().number()).isEqualTo(3);
        assertThat(handshakes.plane.current().version().who()).contains("web-1");
        // The template is still there, word for word.
        assertThat(handshakes.plane.current().text()).contains("Db-{namespace}");
    }

    @Test
    void whereStrangersComeATokenSaysWhoMayShakeHandsAsWhom() throws Exception {
        String body = "{\"agent\":\"web-1\",\"namespace\":\"team-a\"}";
        HttpResponse<String> nobody = ask(strangers, "/api/v1/handshake", body);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
        String enrolment = "Bearer " + enrolment("fleet", "team-a");
        HttpResponse<String> known = ask(strangers, "/api/v1/handshake", body, "Authorization", enrolment);
        assertThat(known.statusCode()).isEqualTo(200);
        String other = body.replace("team-a", "default");
        assertThat(ask(strangers, "/api/v1/handshake", other, "Authorization", enrolment)
                        .statusCode())
                .isEqualTo(403);
        // A token for sending gives its own agent the next one, and nobody else.
        String own = "Bearer " + JSON.readTree(known.body()).path("token").asText();
        assertThat(ask(strangers, "/api/v1/handshake", body, "Authorization", own)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(strangers, "/api/v1/handshake", body.replace("web-1", "web-2"), "Authorization", own)
                        .statusCode())
                .isEqualTo(403);
        assertThat(ask(strangers, "/api/v1/agents", null, "Authorization", enrolment)
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask(strangers, "/api/v1/enrolments", "{}", "Authorization", enrolment)
                        .statusCode())
                .isEqualTo(404);
        handshakes.millis.addAndGet(TimeUnit.DAYS.toMillis(366));
        assertThat(ask(strangers, "/api/v1/handshake", body, "Authorization", enrolment)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void commandsEnrolListAndRevoke() throws Exception {
        shake("{\"agent\":\"web-1\",\"namespace\":\"team-a\"}");
        assertThat(run("agents", "list")).contains("agent: \"web-1\"").contains("revoked: false");
        assertThat(run("agents", "enrol", "fleet", "--namespace", "team-a,default"))
                .contains("token: \"eyJ");
        assertThat(run("agents", "revoke", "team-a", "web-1")).contains("revoked: true");
        assertThat(run("agents", "list")).contains("revoked: true");
        assertThat(ask(trusted, "/api/v1/handshake", "{\"agent\":\"web-1\",\"namespace\":\"team-a\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(run("agents", "revoke", "nobody", "web-1"))
                .contains("exit 2")
                .contains("there is no namespace");
    }

    private String run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--control";
        all[arguments.length + 1] = "http://" + trusted;
        return TestCommandLine.run(all);
    }

    private HttpResponse<byte[]> post(byte[] body, String... headers) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + strangers + "/v1/opamp"))
                        .headers(headers)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void speaksOpAmpOverHttp() throws Exception {
        String authorization = "Bearer " + enrolment("fleet", "team-a");
        TestAgent agent = new TestAgent(UUID.randomUUID());
        byte[] full = agent.fullState(Map.of());
        String[] headers = {"Content-Type", "application/x-protobuf", "Authorization", authorization};
        HttpResponse<byte[]> answer = post(full, headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
        Told told = TestAgent.told(answer.body(), 0);
        assertThat(told.config()).contains("/n/team-a");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(agent.applied(told.hash()));
        }
        String[] zipped = {
            "Content-Type", "application/x-protobuf", "Authorization", authorization, "Content-Encoding", "gzip"
        };
        assertThat(post(packed.toByteArray(), zipped).statusCode()).isEqualTo(200);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[MAX_MESSAGE * 20]);
        }
        assertThat(post(bomb.toByteArray(), zipped).statusCode()).isEqualTo(413);
        assertThat(post(new byte[MAX_MESSAGE * 2], headers).statusCode()).isEqualTo(413);
        assertThat(post(new byte[] {10, 99, 1}, headers).statusCode()).isEqualTo(400);
        assertThat(post(full, "Content-Type", "application/json", "Authorization", authorization)
                        .statusCode())
                .isEqualTo(415);
        assertThat(post(full, "Content-Type", "application/x-protobuf").statusCode())
                .isEqualTo(401);
        assertThat(post(full, "Content-Type", "application/x-protobuf", "Authorization", "Bearer x")
                        .statusCode())
                .isEqualTo(401);
    }

    /** The agent's end of a WebSocket. */
    private static final class Socket implements WebSocket.Listener {
        private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            part.writeBytes(bytes);
            if (last) {
                messages.add(part.toByteArray());
                part.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        Told next() throws Exception {
            byte[] message = messages.poll(5, TimeUnit.MINUTES);
            assertThat(message).as("a message").isNotNull();
            assertThat(message[0]).isZero();
            return TestAgent.told(message, 1);
        }
    }

    private WebSocket connect(Socket socket, String authorization) throws Exception {
        return http.newWebSocketBuilder()
                .header("Authorization", authorization)
                .buildAsync(URI.create("ws://" + strangers + "/v1/opamp"), socket)
                .get(5, TimeUnit.MINUTES);
    }

    private static void send(WebSocket socket, byte[] message) throws Exception {
        byte[] framed = new byte[message.length + 1];
        System.arraycopy(message, 0, framed, 1, message.length);
        socket.sendBinary(ByteBuffer.wrap(framed), true).get(5, TimeUnit.MINUTES);
    }

    @Test
    void tellsAConnectedAgentOfAChangeAtOnceAndCutsItOffWhenItIsRevoked() throws Exception {
        String authorization = "Bearer " + enrolment("fleet", "team-a");
        Socket received = new Socket();
        WebSocket socket = connect(received, authorization);
        TestAgent agent = new TestAgent(UUID.randomUUID());
        send(socket, agent.fullState(Map.of()));
        Told first = received.next();
        assertThat(first.config()).contains("\"a b\"");
        send(socket, agent.applied(first.hash()));
        handshakes.plane.set(DOCUMENT.replace("a b", "c d"));
        Told second = received.next();
        assertThat(second.config()).contains("\"c d\"");
        send(socket, agent.applied(second.hash()));
        assertThat(run("agents", "list")).contains("via: \"opamp-websocket\"");
        run("agents", "revoke", "team-a", agent.uid.toString());
        assertThat(received.closed.get(5, TimeUnit.MINUTES)).isEqualTo(1008);
        Socket again = new Socket();
        WebSocket next = connect(again, authorization);
        send(next, agent.newSession(Map.of()));
        assertThat(again.closed.get(5, TimeUnit.MINUTES)).isEqualTo(1008);
    }

    @Test
    void closesASocketThatDoesNotSpeakOpAmpOrSaysTooMuch() throws Exception {
        String authorization = "Bearer " + enrolment("fleet", "team-a");
        Socket broken = new Socket();
        WebSocket socket = connect(broken, authorization);
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(5, TimeUnit.MINUTES);
        assertThat(broken.closed.get(5, TimeUnit.MINUTES)).isEqualTo(1002);
        Socket other = new Socket();
        WebSocket talks = connect(other, authorization);
        talks.sendText("hello", true).get(5, TimeUnit.MINUTES);
        assertThat(other.closed.get(5, TimeUnit.MINUTES)).isEqualTo(1003);
        Socket large = new Socket();
        WebSocket floods = connect(large, authorization);
        floods.sendBinary(ByteBuffer.wrap(new byte[MAX_MESSAGE + 1]), true);
        assertThat(large.closed.get(5, TimeUnit.MINUTES)).isEqualTo(1009);
        assertThat(connectFails("Bearer x")).isTrue();
    }

    private boolean connectFails(String authorization) throws Exception {
        return http.newWebSocketBuilder()
                .header("Authorization", authorization)
                .buildAsync(URI.create("ws://" + strangers + "/v1/opamp"), new Socket())
                .handle((socket, failure) -> failure != null)
                .get(5, TimeUnit.MINUTES);
    }
}
