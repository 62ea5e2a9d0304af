package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpGrpcHealthTest {
    private ServerFixture fixture;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        fixture = new ServerFixture("ingest.otlp-grpc", "127.0.0.1:0");
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", fixture.server.sockets().otlpGrpcPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        fixture.close();
    }

    @Test
    void saysWhetherExportsAreTaken() {
        assertThat(check("")).isEqualTo(ServingStatus.SERVING);
        assertThat(check(LogsServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);

        fixture.server.readers().remove(fixture.reader);
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);

        fixture.server.readers().add(fixture.reader);
        assertThat(check(HealthGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
        assertThat(fixture.refusals).isEmpty();
    }

    @Test
    void doesNotKnowServicesThatAreNotHere() {
        assertThat(Status.fromThrowable(catchThrowable(() -> check("other.Service")))
                        .getCode())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(Status.fromThrowable(catchThrowable(() -> check("x".repeat(5000))))
                        .getCode())
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(check("")).as("the connection goes on").isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void tellsThoseWhoWatchWhatChanges() throws Exception {
        Watcher watcher = watch("");
        Watcher other = watch("other.Service");
        assertThat(watcher.next()).isEqualTo("SERVING");
        assertThat(other.next()).isEqualTo("SERVICE_UNKNOWN");

        fixture.server.sweep();
        fixture.server.readers().remove(fixture.reader);
        fixture.server.sweep();
        assertThat(watcher.next()).isEqualTo("NOT_SERVING");
        fixture.server.readers().add(fixture.reader);
        fixture.server.sweep();
        assertThat(watcher.next()).isEqualTo("SERVING");

        fixture.server.setDraining(true);
        assertThat(watcher.next()).isEqualTo("NOT_SERVING");
        assertThat(watcher.next()).isEqualTo("UNAVAILABLE");
        assertThat(other.next()).isEqualTo("UNAVAILABLE");
        Await.until("the connection has gone", () -> fixture.server.connectionCount() == 0);
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private Watcher watch(String service) {
        Watcher watcher = new Watcher();
        HealthGrpc.newStub(channel)
                .watch(HealthCheckRequest.newBuilder().setService(service).build(), watcher);
        return watcher;
    }

    private static final class Watcher implements StreamObserver<HealthCheckResponse> {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return told.poll(5, TimeUnit.MINUTES);
        }

        @Override
        public void onNext(HealthCheckResponse response) {
            told.add(response.getStatus().toString());
        }

        @Override
        public void onError(Throwable failure) {
            told.add(Status.fromThrowable(failure).getCode().toString());
        }

        @Override
        public void onCompleted() {
            told.add("completed");
        }
    }
}
