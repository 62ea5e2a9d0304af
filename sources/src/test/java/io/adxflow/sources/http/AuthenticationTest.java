package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import com.nimbusds.jwt.JWTClaimsSet;
import io.adxflow.sources.auth.SenderRules;
import io.adxflow.sources.auth.Senders;
import io.adxflow.sources.auth.TestIssuer;
import io.adxflow.sources.tls.TestCertificates;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write, on each listener for senders: the main one, OTLP/HTTP's, OTLP/gRPC's. */
class AuthenticationTest {
    private static final Answer TAKEN = new Answer(200, null, 0, 0, 0, 0);

    @TempDir
    Path folder;

    private TestIssuer issuer;
    private Path token;
    private ServerFixture fixture;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer("key-1");
        token = Files.writeString(folder.resolve("token"), "token-of-a");
        start("require");
    }

    private void start(String authentication) throws IOException {
        fixture = new ServerFixture(
                "ingest.otlp-http",
                "127.0.0.1:0",
                "ingest.otlp-grpc",
                "127.0.0.1:0",
                "ingest.authentication",
                authentication,
                "auth.jwt.issuers",
                TestIssuer.NAME,
                "auth.jwt.audiences",
                TestIssuer.AUDIENCE,
                "auth.jwt.jwks",
                Files.writeString(folder.resolve("jwks.json"), issuer.jwks()).toString());
        publish(Senders.rules(
                Senders.bearer("a", token, "team-a"),
                Senders.claims("app", Map.of("sub", "subject-1"), "team-a"),
                Senders.basic("user", "user", token, "default")));
        fixture.server.trust().refresh();
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", fixture.server.sockets().otlpGrpcPort())
                .usePlaintext()
                .build();
    }

    private void publish(SenderRules rules) {
        fixture.targets.senders = rules;
        fixture.server.trust().gatekeeper().publish(rules);
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        fixture.close();
    }

    private record Asked(int main, int otlpHttp, Status.Code grpc) {}

    /** The same credential on each listener; none of what it sends may have reached the reader. */
    private Asked ask(@Nullable String credential, @Nullable String namespace) throws Exception {
        String before = namespace == null ? "" : "/n/" + namespace;
        Asked asked = new Asked(
                http(fixture.server.sockets().port(), before + "/api/v1/write", credential)
                        .status(),
                http(fixture.server.sockets().otlpHttpPort(), before + "/v1/logs", credential)
                        .status(),
                grpc(credential, namespace).getStatus().getCode());
        assertThat(fixture.queue.size()).isZero();
        assertThat(fixture.server.budget().usedBytes()).isZero();
        return asked;
    }

    private static RawSender.Response http(int port, String path, @Nullable String credential) throws IOException {
        try (RawSender sender = new RawSender(port)) {
            String request =
                    credential == null ? RawSender.post(path, "body") : RawSender.post(path, credential, "body");
            return sender.send(request).read();
        }
    }

    private StatusRuntimeException grpc(@Nullable String credential, @Nullable String namespace) {
        try {
            logs(credential, namespace).export(ExportLogsServiceRequest.getDefaultInstance());
            throw new AssertionError("taken");
        } catch (StatusRuntimeException refused) {
            return refused;
        }
    }

    private LogsServiceGrpc.LogsServiceBlockingStub logs(@Nullable String credential, @Nullable String namespace) {
        Metadata metadata = new Metadata();
        if (credential != null) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), credential);
        }
        if (namespace != null) {
            metadata.put(Metadata.Key.of("x-adxflow-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace);
        }
        return LogsServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private String token(JWTClaimsSet claims) throws Exception {
        return "Bearer " + issuer.sign(claims);
    }

    private JWTClaimsSet.Builder claims(long fromNowMillis) {
        return TestIssuer.claims(fixture.clock.epochMillis() + fromNowMillis);
    }

    @Test
    void refusesWhoeverHasNoCredentialAWrongOneARevokedOneOrOneForAnotherNamespace() throws Exception {
        Asked unknown = new Asked(401, 401, Status.Code.UNAUTHENTICATED);
        assertThat(ask(null, "team-a")).isEqualTo(unknown);
        assertThat(ask("Bearer token-of-b", "team-a")).isEqualTo(unknown);
        assertThat(ask(Senders.basicHeader("user", "wrong"), null)).isEqualTo(unknown);
        assertThat(ask("Bearer token-of-a", "team-b")).isEqualTo(new Asked(403, 403, Status.Code.PERMISSION_DENIED));
        assertThat(ask("Bearer token-of-a", null)).isEqualTo(new Asked(403, 403, Status.Code.PERMISSION_DENIED));
        // That there is no such namespace is not a stranger's to know.
        assertThat(ask("Bearer token-of-a", "unknown")).isEqualTo(new Asked(403, 403, Status.Code.PERMISSION_DENIED));

        TestCertificates.replace(token, "new-token-of-a");
        fixture.server.trust().refresh();
        assertThat(ask("Bearer token-of-a", "team-a")).isEqualTo(unknown);
        assertThat(fixture.refusals).contains(Refusal.UNAUTHENTICATED, Refusal.FORBIDDEN);
    }

    @Test
    void refusesTokensOfNobodyOfAnotherIssuerAndOfAnotherAudience() throws Exception {
        Asked unknown = new Asked(401, 401, Status.Code.UNAUTHENTICATED);
        JWTClaimsSet good = claims(60_000).build();
        assertThat(ask("Bearer " + TestIssuer.unsigned(good), "team-a")).isEqualTo(unknown);
        assertThat(ask("Bearer " + issuer.confused(good), "team-a")).isEqualTo(unknown);
        assertThat(ask(token(claims(60_000).issuer("https://evil.example").build()), "team-a"))
                .isEqualTo(unknown);
        assertThat(ask(token(claims(60_000).audience("api://other").build()), "team-a"))
                .isEqualTo(unknown);
        assertThat(ask("Bearer " + new TestIssuer("key-1").sign(good), "team-a"))
                .isEqualTo(unknown);
        assertThat(ask(token(good), "team-b")).isEqualTo(new Asked(403, 403, Status.Code.PERMISSION_DENIED));
    }

    @Test
    void asksForANewTokenWhenTheTimeOfGraceIsOverAndNeverLetsItsSenderLoseData() throws Exception {
        String expired = token(claims(-601_000).build());

        assertThat(ask(expired, "team-a")).isEqualTo(new Asked(503, 503, Status.Code.UNAVAILABLE));
        RawSender.Response answer = http(fixture.server.sockets().port(), "/n/team-a/api/v1/write", expired);
        assertThat(Integer.parseInt(answer.headers().get("retry-after")))
                .as("as its verdict says, and not what overload does")
                .isGreaterThanOrEqualTo(30);
        assertThat(answer.body()).contains("app has expired").doesNotContain(expired.substring(7));
        com.google.rpc.Status status = StatusProto.fromThrowable(grpc(expired, "team-a"));
        assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isGreaterThanOrEqualTo(30);

        try (RawSender sender = fixture.sender()) {
            sender.send(RawSender.post(
                    "/n/team-a/api/v1/write", token(claims(-599_000).build()), "body"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
    }

    @Test
    void takesWhoMayWriteAndSaysToOthersHowToProveThemselves() throws Exception {
        try (RawSender sender = fixture.sender()) {
            sender.send(RawSender.post("/n/team-a/api/v1/write", "Bearer token-of-a", "body"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
            // The connection goes on, whoever its next request is from.
            sender.send(RawSender.post("/api/v1/write", Senders.basicHeader("user", "token-of-a"), "body"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
            RawSender.Response refused =
                    sender.send(RawSender.post("/api/v1/write", "body")).read();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().get("www-authenticate")).contains("realm=\"adxflow\"");
        }
        var answered = java.util.concurrent.CompletableFuture.supplyAsync(
                () -> logs("Bearer token-of-a", "team-a").export(ExportLogsServiceRequest.getDefaultInstance()));
        fixture.take().responder().answer(TAKEN);
        assertThat(answered.get(5, TimeUnit.MINUTES)).isNotNull();
    }

    @Test
    void judgesTheHeadAndReadsNoBodyOfStrangers() throws Exception {
        try (RawSender sender = fixture.sender()) {
            // The body does not come.
            sender.send("POST /api/v1/write HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(401);
        }
    }

    @Test
    void onlyCountsStrangersWhenItObserves() throws Exception {
        stop();
        start("observe");
        try (RawSender sender = fixture.sender()) {
            sender.send(RawSender.post("/n/team-b/api/v1/write", "Bearer token-of-a", "body"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
        assertThat(fixture.server.trust().gatekeeper().denials(io.adxflow.sources.auth.Denial.Reason.FORBIDDEN))
                .isEqualTo(1);
        assertThat(fixture.refusals).isEmpty();
    }

    @Test
    void answersWithAFewWordsWhichDoNotHoldTheCredential() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (String credential : List.of("Bearer planted-secret", "Basic planted-secret", "planted-secret")) {
            RawSender.Response answer = http(fixture.server.sockets().port(), "/api/v1/write", credential);
            bodies.add(answer.body() + answer.headers());
            bodies.add(String.valueOf(grpc(credential, null)));
        }
        assertThat(bodies).noneMatch(body -> body.contains("planted-secret"));
    }
}
