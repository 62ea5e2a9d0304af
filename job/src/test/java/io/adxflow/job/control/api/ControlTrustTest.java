package io.adxflow.job.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.control.ControlAccess;
import io.adxflow.job.ops.Health;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.RawClient;
import io.adxflow.job.web.WebAccess;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sources.auth.AuthSettings;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.auth.SenderSpec.Control;
import io.adxflow.sources.auth.Senders;
import io.adxflow.sources.connections.Networks;
import io.adxflow.sources.tls.ClientAuth;
import io.adxflow.sources.tls.TestCertificates;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may look at and change the document, and see the ops endpoint, in plain and by TLS. */
class ControlTrustTest {
    private static final String CHANGE = "{kind: directory, path: /y}";

    @TempDir
    Path folder;

    private final WebServer web = WebServer.start();
    private MemoryControlPlane plane;
    private @Nullable Gatekeeper gatekeeper;
    private TestCertificates authority;
    private Path reader;
    private Path changer;

    @BeforeEach
    void make() throws Exception {
        plane = new MemoryControlPlane("monikers: {other: {kind: directory, path: /x}}");
        authority = new TestCertificates();
        reader = Files.writeString(folder.resolve("reader"), "token-of-reader");
        changer = Files.writeString(folder.resolve("changer"), "token-of-changer");
        gatekeeper = new Gatekeeper(
                new AuthSettings(Duration.ofMinutes(10), 60, null),
                Networks.NONE,
                System::nanoTime,
                System::currentTimeMillis,
                name -> null);
        gatekeeper.publish(Senders.rules(
                Senders.with(Senders.bearer("reader", reader), Control.READ),
                Senders.with(Senders.bearer("changer", changer), Control.CHANGE),
                Senders.bearer("sender", Files.writeString(folder.resolve("sender"), "token-of-sender"), "*"),
                Senders.with(Senders.certificate("operator", "CN=operator"), Control.CHANGE)));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private int serve(Authentication ops, Authentication control, @Nullable TlsFiles tls) throws Exception {
        Health well = new Health() {
            @Override
            public List<String> whyUnhealthy() {
                return List.of();
            }

            @Override
            public List<String> whyNotReady() {
                return List.of();
            }
        };
        WebTrust trust = new WebTrust(tls, new WebAccess(ControlAccess.ofBoth(ops, control), () -> gatekeeper));
        return OpsServer.start(
                        web,
                        new HostPort("127.0.0.1", 0),
                        trust,
                        MetricStore.instance(),
                        well,
                        new ControlRoutes(plane))
                .port();
    }

    private static int status(int port, String path, String... headers) throws Exception {
        try (RawClient client = new RawClient(port)) {
            return client.get(path, headers).status();
        }
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Test
    void lookingAndChangingAreForThoseWhoMayAndHealthIsForAll() throws Exception {
        int port = serve(Authentication.REQUIRE, Authentication.REQUIRE, null);

        for (String path : List.of("/api/v1/pipeline", "/api/v1/versions", "/api/v1/openapi.json", "/metrics", "/")) {
            assertThat(status(port, path)).as(path).isEqualTo(401);
            assertThat(status(port, path, bearer("wrong"))).as(path).isEqualTo(401);
            assertThat(status(port, path, bearer("token-of-sender"))).as(path).isEqualTo(403);
            assertThat(status(port, path, bearer("token-of-reader"))).as(path).isEqualTo(200);
        }
        assertThat(status(port, "/healthz")).isEqualTo(200);
        assertThat(status(port, "/-/ready")).isEqualTo(200);
        assertThat(put(port, "token-of-reader").statusCode()).isEqualTo(403);
        assertThat(put(port, "wrong").statusCode()).isEqualTo(401);
        assertThat(plane.history).hasSize(1);

        assertThat(put(port, "token-of-changer").statusCode()).isEqualTo(201);
        assertThat(plane.history.get(1).who()).startsWith("changer (api 127.0.0.1");
    }

    private HttpResponse<String> put(int port, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/monikers/mine"))
                                .header("Authorization", "Bearer " + token)
                                .header("If-Match", ControlAnswers.tag(plane.history.get(plane.history.size() - 1)))
                                .PUT(HttpRequest.BodyPublishers.ofString(CHANGE))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void opsStaysReadableWhereOnlyControlAsks() throws Exception {
        int port = serve(Authentication.NONE, Authentication.REQUIRE, null);
        assertThat(status(port, "/metrics")).isEqualTo(200);
        assertThat(status(port, "/api/v1/pipeline")).isEqualTo(401);
        assertThat(status(port, "//api/v1/pipeline")).isNotEqualTo(200);
        assertThat(status(port, "/x/../api/v1/pipeline")).isNotEqualTo(200);
    }

    @Test
    void observingRefusesNobodyAndCounts() throws Exception {
        int port = serve(Authentication.OBSERVE, Authentication.OBSERVE, null);
        assertThat(status(port, "/api/v1/pipeline")).isEqualTo(200);
        assertThat(gatekeeper.denials(io.adxflow.sources.auth.Denial.Reason.UNAUTHENTICATED))
                .isEqualTo(1);
    }

    @Test
    void asksToComeAgainWhileNoJobHasSaidWhomItKnows() throws Exception {
        gatekeeper = null;
        int port = serve(Authentication.NONE, Authentication.REQUIRE, null);
        try (RawClient client = new RawClient(port)) {
            RawClient.Response answer = client.get("/api/v1/pipeline", bearer("token-of-reader"));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("retry-after");
        }
    }

    @Test
    void readsNoBodyOfStrangersAndGoesOnWithTheConnection() throws Exception {
        int port = serve(Authentication.NONE, Authentication.REQUIRE, null);
        try (RawClient client = new RawClient(port)) {
            client.send("PUT /api/v1/pipeline HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n");
            RawClient.Response answer = client.read();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers().get("www-authenticate")).contains("Bearer", "Basic");
            client.send("12345");
            assertThat(client.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void certificatesAreReplacedWhileConnectionsLiveAndProveWhoAClientIs() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        Path ca = Files.writeString(folder.resolve("ca.crt"), authority.authorityPem());
        authority.issue("CN=server-1").write(certificate, key);
        TlsFiles tls = TlsFiles.open(
                new TlsSettings("web.tls.", certificate.toString(), key.toString(), ca.toString(), ClientAuth.REQUEST));
        int port = serve(Authentication.REQUIRE, Authentication.REQUIRE, tls);

        try (SSLSocket old = socket(authority.client(authority.issue("CN=operator")), port)) {
            assertThat(get(old, "/api/v1/pipeline")).startsWith("HTTP/1.1 200");
            assertThat(server(old)).isEqualTo("CN=server-1");
            try (SSLSocket stranger = socket(authority.client(authority.issue("CN=stranger")), port)) {
                assertThat(get(stranger, "/api/v1/pipeline")).startsWith("HTTP/1.1 401");
            }
            try (SSLSocket nobody = socket(authority.client(), port)) {
                assertThat(get(nobody, "/metrics")).startsWith("HTTP/1.1 401");
            }

            authority.issue("CN=server-2").write(certificate, key);
            tls.refresh();

            List<String> seen = new ArrayList<>();
            CommonTestUtils.waitUtil(
                    () -> {
                        try (SSLSocket next = socket(authority.client(), port)) {
                            seen.add(server(next));
                            return server(next).equals("CN=server-2");
                        } catch (SSLException e) {
                            // So many connections one after another meet the bound of an address while it closes them.
                            return false;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    Duration.ofSeconds(30),
                    "new connections see " + seen);
            assertThat(get(old, "/api/v1/pipeline")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void commandsProveThemselvesByATokenFileAndTrustAnAuthority() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        Path ca = Files.writeString(folder.resolve("ca.crt"), authority.authorityPem());
        authority.issue("CN=server-1").write(certificate, key);
        TlsFiles tls =
                TlsFiles.open(new TlsSettings("web.tls.", certificate.toString(), key.toString(), "", ClientAuth.NONE));
        String url = "https://localhost:" + serve(Authentication.NONE, Authentication.REQUIRE, tls);

        assertThat(command(url, ca, "--token-file", reader.toString()))
                .contains("path: \"/x\"")
                .doesNotContain("exit");
        assertThat(command(url, ca)).contains("exit 1").contains("401");
    }

    private static String command(String url, Path ca, String... more) {
        List<String> all = new ArrayList<>(List.of("moniker", "get", "other", "--control", url, "--ca", ca.toString()));
        all.addAll(List.of(more));
        return TestCommandLine.run(all.toArray(String[]::new));
    }

    private static SSLSocket socket(SSLContext client, int port) throws Exception {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(300_000);
        socket.startHandshake();
        return socket;
    }

    private static String server(SSLSocket socket) throws Exception {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    /** The first line of the answer; the rest is read. */
    private static String get(SSLSocket socket, String path) throws Exception {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        int length = Integer.parseInt(head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
        socket.getInputStream().readNBytes(length);
        return head.substring(0, head.indexOf("\r\n"));
    }
}
