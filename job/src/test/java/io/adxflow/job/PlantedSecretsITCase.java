package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.control.ControlAccess;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebAccess;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Senders;
import io.adxflow.sources.auth.TestIssuer;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.tls.ClientAuth;
import io.adxflow.sources.tls.TestCertificates;
import io.adxflow.sources.tls.TestCertificates.Issued;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsSettings;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A secret in each place that is for one, and in some that are not: none of them is in a file, log, page, answer, metric or exception of
 * a job that uses them all.
 */
class PlantedSecretsITCase {
    private static final String TOKEN = "planted-bearer-5d1c0f77a9";
    private static final String NEW_TOKEN = "planted-renewed-77aa01";
    private static final String PASSWORD = "planted-password-90b1";
    private static final String WRONG = "planted-wrong-4e4e";

    @TempDir
    Path folder;

    @TempDir
    Path secrets;

    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final Map<String, String> planted = new TreeMap<>();
    private final byte[] body = new BodyBuilder()
            .series("table_1", "job", "x")
            .sample(1_700_000_000_000L, 1)
            .compressed(WireFormat.REMOTE_WRITE_1);
    private HttpClient client;

    private int write(String url, @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofByteArray(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return read(client.send(request.build(), BodyHandlers.ofString()));
    }

    private int get(String url, String authorization) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", authorization)
                .timeout(Duration.ofSeconds(60))
                .build();
        return read(client.send(request, BodyHandlers.ofString()));
    }

    private int read(HttpResponse<String> answer) {
        seen.add(answer.headers() + "\n" + answer.body());
        return answer.statusCode();
    }

    @Test
    void areNowhere() throws Exception {
        TestCertificates authority = new TestCertificates();
        TestIssuer issuer = new TestIssuer("key-1");
        Issued server = authority.issue("CN=server");
        Path certificate = secrets.resolve("tls.crt");
        Path key = secrets.resolve("tls.key");
        server.write(certificate, key);
        Path token = Files.writeString(secrets.resolve("token"), TOKEN);
        Path password = Files.writeString(secrets.resolve("password"), PASSWORD);
        Path keys = Files.writeString(secrets.resolve("jwks.json"), issuer.jwks());
        JWTClaimsSet claims =
                TestIssuer.claims(System.currentTimeMillis() + 3_600_000).build();
        String jwt = issuer.sign(claims);
        String forged = new TestIssuer("key-1").sign(claims);
        planted.putAll(Map.of(
                "bearer-file",
                TOKEN,
                "bearer-file, renewed",
                NEW_TOKEN,
                "basic-password-file",
                PASSWORD,
                "basic, as it is sent",
                Senders.basicHeader("user", PASSWORD).substring(6),
                "what a stranger tried",
                WRONG,
                "a token of the issuer",
                jwt.substring(jwt.lastIndexOf('.')),
                "a forged token",
                forged.substring(forged.lastIndexOf('.')),
                "key-file",
                server.keyPem().lines().skip(1).findFirst().orElseThrow()));
        client = HttpClient.newBuilder().sslContext(authority.client()).build();

        AbstractAppender log = keepLog();
        try (PipelineCluster cluster = new PipelineCluster(
                        folder,
                        1,
                        "control.source=api",
                        "ingest.authentication=require",
                        "ingest.tls.certificate-file=" + certificate,
                        "ingest.tls.key-file=" + key,
                        "auth.jwt.issuers=" + TestIssuer.NAME,
                        "auth.jwt.audiences=" + TestIssuer.AUDIENCE,
                        "auth.jwt.jwks=" + keys,
                        "namespaces.team-a.monikers=local",
                        "senders.a.bearer-file=" + token,
                        "senders.a.namespaces=default",
                        "senders.a.control=change",
                        "senders.b.basic-user=user",
                        "senders.b.basic-password-file=" + password,
                        "senders.b.namespaces=default",
                        "senders.c.jwt-claims=sub=subject-1",
                        "senders.c.namespaces=default");
                WebServer web = WebServer.start()) {
            cluster.start(1, null);
            String write = cluster.writeUrl().replace("http:", "https:");
            String base = serve(web, certificate, key);

            assertThat(write(write, "Bearer " + TOKEN)).isEqualTo(204);
            assertThat(write(write, Senders.basicHeader("user", PASSWORD))).isEqualTo(204);
            assertThat(write(write, "Bearer " + jwt)).isEqualTo(204);
            String others = write.replace("/api/v1", "/n/team-a/api/v1");
            assertThat(write(others, "Bearer " + TOKEN)).isEqualTo(403);
            for (String stranger : List.of("Bearer " + WRONG, "Basic " + WRONG, WRONG, "Bearer " + forged)) {
                assertThat(write(write, stranger)).isEqualTo(401);
                assertThat(get(base + "/api/v1/pipeline", stranger)).isEqualTo(401);
            }
            assertThat(write(write, null)).isEqualTo(401);
            for (String path :
                    List.of("pipeline", "senders", "senders/a", "versions", "versions/1", "openapi.json", "agents")) {
                get(base + "/api/v1/" + path, "Bearer " + TOKEN);
            }
            wrongPlaces();

            Files.writeString(token, NEW_TOKEN);
            Files.writeString(password, "");
            Files.writeString(key, TOKEN);
            org.apache.flink.core.testutils.CommonTestUtils.waitUtil(
                    () -> {
                        try {
                            return write(write, "Bearer " + NEW_TOKEN) == 204;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    Duration.ofSeconds(60),
                    "the renewed token is not taken");
            assertThat(write(write, Senders.basicHeader("user", PASSWORD))).isEqualTo(204);
            get(base + "/metrics", "Bearer " + NEW_TOKEN);
            cluster.savepoint();
            get(base + "/api/v1/pipeline", "Bearer " + NEW_TOKEN);
        } finally {
            ((Logger) LogManager.getRootLogger()).removeAppender(log);
        }
        assertThat(seen.size()).isGreaterThan(30);
        assertThat(String.join("\n", seen))
                .as("what was seen holds what it should")
                .contains("denied_requests_total", "\"bearer-file\" : \"" + token, "unauthenticated");
        List<String> found = new ArrayList<>();
        planted.forEach((what, secret) -> {
            seen.stream()
                    .filter(text -> text.contains(secret))
                    .forEach(text -> found.add(what + " in: " + text.substring(0, Math.min(300, text.length()))));
            search(what, secret, found);
        });
        assertThat(found).isEmpty();
    }

    /** Values in places that are not for them. */
    private void wrongPlaces() {
        for (String assignment : List.of(
                "senders.x.bearer-file=" + TOKEN,
                "senders.x.bearer=" + TOKEN,
                "senders.x.basic-password=" + PASSWORD,
                "senders.x.bearer-env=" + TOKEN)) {
            try {
                io.adxflow.job.config.PipelineConfigLoader.load(new io.adxflow.job.config.ConfigSources(
                        List.of(), null, Map.of(), List.of(assignment, "senders.x.namespaces=default"), List.of()));
                throw new AssertionError(assignment + " is taken");
            } catch (ConfigException told) {
                seen.add(String.valueOf(told));
            }
        }
    }

    private static String serve(WebServer web, Path certificate, Path key) throws Exception {
        TlsFiles tls =
                TlsFiles.open(new TlsSettings("web.tls.", certificate.toString(), key.toString(), "", ClientAuth.NONE));
        WebTrust trust =
                new WebTrust(tls, WebAccess.by(ControlAccess.ofBoth(Authentication.REQUIRE, Authentication.REQUIRE)));
        return "https://localhost:"
                + OpsServer.start(
                                web,
                                new HostPort("127.0.0.1", 0),
                                trust,
                                MetricStore.instance(),
                                new io.adxflow.job.ops.Health() {
                                    @Override
                                    public List<String> whyUnhealthy() {
                                        return List.of();
                                    }

                                    @Override
                                    public List<String> whyNotReady() {
                                        return List.of();
                                    }
                                },
                                new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5))))
                        .port();
    }

    private AbstractAppender keepLog() {
        AbstractAppender log = new AbstractAppender("planted", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                StringBuilder text = new StringBuilder(
                        event.getLoggerName() + " " + event.getMessage().getFormattedMessage());
                for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
                    text.append('\n').append(t);
                }
                seen.add(text.toString());
            }
        };
        log.start();
        ((Logger) LogManager.getRootLogger()).addAppender(log);
        Configurator.setLevel("io.adxflow", Level.DEBUG);
        Configurator.setLevel("org.apache.flink", Level.INFO);
        return log;
    }

    /** All files of the job: documents, checkpoints, savepoint, body logs, tables. */
    private void search(String what, String secret, List<String> found) {
        byte[] raw = secret.getBytes(StandardCharsets.UTF_8);
        byte[] encoded = Base64.getEncoder().withoutPadding().encode(raw);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (contains(bytes, raw) || contains(bytes, encoded)) {
                    found.add(what + " in " + file);
                }
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
