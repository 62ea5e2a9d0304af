package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.auth.Senders;
import io.adxflow.sources.tls.TestCertificates;
import io.adxflow.sources.tls.TestCertificates.Issued;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and client certificates on each listener for senders. */
class IngestTlsTest {
    private static final Answer TAKEN = new Answer(200, null, 0, 0, 0, 0);

    @TempDir
    Path folder;

    private TestCertificates authority;
    private Path certificate;
    private Path key;
    private ServerFixture fixture;

    @BeforeEach
    void make() throws Exception {
        authority = new TestCertificates();
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        authority.issue("CN=server-1").write(certificate, key);
    }

    @AfterEach
    void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private void start(String... more) throws IOException {
        fixture = new ServerFixture(ServerFixture.and(
                more,
                "ingest.otlp-grpc",
                "127.0.0.1:0",
                "ingest.tls.certificate-file",
                certificate.toString(),
                "ingest.tls.key-file",
                key.toString()));
    }

    private SSLSocket socket(Issued... shown) throws Exception {
        SSLSocket socket = (SSLSocket) authority
                .client(shown)
                .getSocketFactory()
                .createSocket("127.0.0.1", fixture.server.sockets().port());
        socket.setSoTimeout(300_000);
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private void write(RawSender sender, int status) throws Exception {
        sender.send(RawSender.post("/api/v1/write", "body"));
        fixture.serve(status);
        assertThat(sender.read().status()).isEqualTo(status);
    }

    @Test
    void givesNewConnectionsTheNewCertificateWhileOldOnesLive() throws Exception {
        start();
        SSLSocket first = socket();
        try (RawSender old = new RawSender(first)) {
            write(old, 204);
            assertThat(subject(first)).isEqualTo("CN=server-1");

            authority.issue("CN=server-2").write(certificate, key);
            fixture.server.trust().refresh();

            SSLSocket second = socket();
            try (RawSender next = new RawSender(second)) {
                write(next, 204);
                assertThat(subject(second)).isEqualTo("CN=server-2");
            }
            write(old, 204);
        }
    }

    @Test
    void keepsTheCertificateItHasWhenTheNewFilesAreBrokenOrDoNotFit() throws Exception {
        start();
        Issued next = authority.issue("CN=server-2");
        for (String broken : new String[] {"", "no certificate", next.certificatePem()}) {
            TestCertificates.replace(certificate, broken);
            fixture.server.trust().refresh();
            assertThat(fixture.server.trust().files().isRefused()).isTrue();
            try (SSLSocket socket = socket()) {
                socket.startHandshake();
                assertThat(subject(socket)).isEqualTo("CN=server-1");
            }
        }
        TestCertificates.replace(key, next.keyPem());
        fixture.server.trust().refresh();
        assertThat(fixture.server.trust().files().isRefused()).isFalse();
        try (SSLSocket socket = socket()) {
            socket.startHandshake();
            assertThat(subject(socket)).isEqualTo("CN=server-2");
        }
    }

    @Test
    void followsTheSymbolicLinkThatKubeletSwaps() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        authority.issue("CN=server-1").write(first.resolve("tls.crt"), first.resolve("tls.key"));
        authority.issue("CN=server-2").write(second.resolve("tls.crt"), second.resolve("tls.key"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        certificate = data.resolve("tls.crt");
        key = data.resolve("tls.key");
        start();

        Path swapped = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
        Files.move(swapped, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        fixture.server.trust().refresh();

        try (SSLSocket socket = socket()) {
            socket.startHandshake();
            assertThat(subject(socket)).isEqualTo("CN=server-2");
        }
    }

    @Test
    void speaksHttp11ToClientsThatWouldRatherHaveHttp2() throws Exception {
        start();
        HttpClient client =
                HttpClient.newBuilder().sslContext(authority.client()).build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                HttpRequest.newBuilder(URI.create(
                                "https://localhost:" + fixture.server.sockets().port() + "/api/v1/write"))
                        .header("Content-Type", RawSender.REMOTE_WRITE_2)
                        .POST(HttpRequest.BodyPublishers.ofString("body"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        fixture.serve(204);
        assertThat(answer.get(5, TimeUnit.MINUTES).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void knowsASenderByItsCertificateOverHttpAndGrpc() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.crt"), authority.authorityPem());
        start(
                "ingest.authentication",
                "require",
                "ingest.tls.client-ca-file",
                ca.toString(),
                "ingest.tls.client-auth",
                "request");
        fixture.server
                .trust()
                .gatekeeper()
                .publish(Senders.rules(Senders.certificate("edge", "O=Example,CN=edge-7", "*")));

        try (RawSender sender = new RawSender(socket(authority.issue("CN=edge-7,O=Example")))) {
            // The order of a distinguished name's parts counts.
            assertThat(sender.send(RawSender.post("/api/v1/write", "body"))
                            .read()
                            .status())
                    .isEqualTo(401);
        }
        try (RawSender sender = new RawSender(socket(authority.issue("O=Example,CN=edge-7")))) {
            write(sender, 204);
            write(sender, 204);
        }
        try (RawSender sender = new RawSender(socket())) {
            assertThat(sender.send(RawSender.post("/api/v1/write", "body"))
                            .read()
                            .status())
                    .isEqualTo(401);
        }
        try (RawSender sender = new RawSender(socket(new TestCertificates().issue("O=Example,CN=edge-7")))) {
            // Of another authority: the handshake fails, and the sender tries again.
            assertThatThrownBy(() ->
                            sender.send(RawSender.post("/api/v1/write", "body")).read())
                    .isInstanceOf(IOException.class);
        }

        assertThatThrownBy(() -> export(null)).hasMessageContaining("UNAUTHENTICATED");
        CompletableFuture<Object> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return export(authority.issue("O=Example,CN=edge-7"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        fixture.take().responder().answer(TAKEN);
        assertThat(taken.get(5, TimeUnit.MINUTES)).isNotNull();
    }

    private Object export(Issued shown) throws Exception {
        SslContextBuilder tls = GrpcSslContexts.forClient()
                .trustManager(new java.io.ByteArrayInputStream(
                        authority.authorityPem().getBytes(StandardCharsets.US_ASCII)));
        if (shown != null) {
            tls.keyManager(shown.key(), shown.certificate());
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "localhost", fixture.server.sockets().otlpGrpcPort())
                .sslContext(tls.build())
                .build();
        try {
            return LogsServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .export(ExportLogsServiceRequest.getDefaultInstance());
        } catch (StatusRuntimeException refused) {
            throw new IOException(refused.getStatus().toString());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void tellsWhoSpeaksInPlainByClosingAndCountsIt() throws Exception {
        start();
        try (RawSender plain = fixture.sender()) {
            plain.send(RawSender.post("/api/v1/write", "body"));
            plain.readToEnd();
        }
        Await.until("the handshake is counted", () -> fixture.refusals.contains(Refusal.TLS_HANDSHAKE));
    }

    @Test
    void startsWithNoCertificateThatCannotBeUsedAndNamesTheOption() throws Exception {
        Files.writeString(key, authority.issue("CN=other").keyPem());
        assertThatThrownBy(this::start)
                .isInstanceOf(CannotListenException.class)
                .hasMessageContaining("ingest.tls.key-file")
                .hasMessageContaining("not that of the certificate");
    }
}
