package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.adxflow.sources.auth.Senders;
import io.adxflow.sources.auth.TestIssuer;
import io.adxflow.sources.tls.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real vmagent with its own settings for each way of proving itself, where it has been built: in {@code ADXFLOW_TEST_TOOLS}, or
 * {@code ~/.cache/adxflow-test-tools/bin}.
 */
@Timeout(600)
class VmagentTest {
    private static final List<String> WAYS = List.of("bearer", "basic", "oauth2", "mtls");

    @TempDir
    Path folder;

    private static Path program() {
        String tools = System.getenv("ADXFLOW_TEST_TOOLS");
        Path program = (tools == null
                        ? Path.of(System.getProperty("user.home"), ".cache/adxflow-test-tools/bin")
                        : Path.of(tools))
                .resolve("vmagent");
        Assumptions.assumeTrue(Files.isExecutable(program), program + " has not been built");
        return program;
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void provesItselfByTokenPasswordOAuth2AndCertificate() throws Exception {
        Path program = program();
        TestCertificates authority = new TestCertificates();
        TestIssuer issuer = new TestIssuer("key-1");
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        authority.issue("CN=server").write(certificate, key);
        authority.issue("CN=agent").write(folder.resolve("agent.crt"), folder.resolve("agent.key"));
        String ca = write("ca.crt", authority.authorityPem());
        String token = write("token", "the-token");
        String password = write("password", "the-password");
        HttpServer tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Set<String> taken = new ConcurrentSkipListSet<>();
        try (ServerFixture fixture = new ServerFixture(
                "ingest.authentication",
                "require",
                "ingest.tls.certificate-file",
                certificate.toString(),
                "ingest.tls.key-file",
                key.toString(),
                "ingest.tls.client-ca-file",
                ca,
                "ingest.tls.client-auth",
                "request",
                "auth.jwt.issuers",
                TestIssuer.NAME,
                "auth.jwt.audiences",
                TestIssuer.AUDIENCE,
                "auth.jwt.jwks",
                write("jwks.json", issuer.jwks()))) {
            fixture.server
                    .trust()
                    .gatekeeper()
                    .publish(Senders.rules(
                            Senders.bearer("a", Path.of(token), "bearer"),
                            Senders.basic("b", "user", Path.of(password), "basic"),
                            Senders.claims("c", Map.of("sub", "subject-1"), "oauth2"),
                            Senders.certificate("d", "CN=agent", "mtls")));
            fixture.server.trust().refresh();
            String jwt = issuer.sign(
                    TestIssuer.claims(fixture.clock.epochMillis() + 3_600_000).build());
            tokens.createContext("/token", exchange -> {
                byte[] answer = ("{\"access_token\":\"" + jwt + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            tokens.start();
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "-httpListenAddr=127.0.0.1:" + port,
                    "-remoteWrite.tmpDataPath=" + folder.resolve("queue"),
                    "-remoteWrite.forcePromProto=true",
                    "-remoteWrite.flushInterval=100ms",
                    "-remoteWrite.tlsCAFile=" + ca,
                    "-remoteWrite.bearerTokenFile=" + token + ",,,",
                    "-remoteWrite.basicAuth.username=,user,,",
                    "-remoteWrite.basicAuth.passwordFile=," + password + ",,",
                    "-remoteWrite.oauth2.clientID=,,client,",
                    "-remoteWrite.oauth2.clientSecretFile=,," + write("secret", "client-secret") + ",",
                    "-remoteWrite.oauth2.tokenUrl=,,http://127.0.0.1:"
                            + tokens.getAddress().getPort() + "/token,",
                    "-remoteWrite.tlsCertFile=,,," + folder.resolve("agent.crt"),
                    "-remoteWrite.tlsKeyFile=,,," + folder.resolve("agent.key")));
            for (String way : WAYS) {
                command.add("-remoteWrite.url=https://localhost:"
                        + fixture.server.sockets().port() + "/n/" + way + "/api/v1/write");
            }
            Process vmagent = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("vmagent.log").toFile())
                    .start();
            try {
                send(port, vmagent);
                while (!taken.containsAll(WAYS)) {
                    taken.add(fixture.serve(204).request().target().namespace());
                }
            } finally {
                vmagent.destroy();
                vmagent.waitFor(5, TimeUnit.MINUTES);
                vmagent.destroyForcibly();
            }
            assertThat(fixture.refusals).isEmpty();
        } finally {
            tokens.stop(0);
        }
        assertThat(taken).isEqualTo(new TreeSet<>(WAYS));
    }

    private static int freePort() throws java.io.IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One sample, once it listens. */
    private void send(int port, Process vmagent) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/import/prometheus"))
                .POST(BodyPublishers.ofString("load{job=\"x\"} 1\n"))
                .build();
        for (; ; ) {
            try {
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(204);
                return;
            } catch (java.io.IOException notYet) {
                assertThat(vmagent.isAlive())
                        .as(() -> {
                            try {
                                return Files.readString(folder.resolve("vmagent.log"));
                            } catch (java.io.IOException e) {
                                return e.toString();
                            }
                        })
                        .isTrue();
            }
        }
    }
}
