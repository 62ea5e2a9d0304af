package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.control.TestDocuments;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise to senders, kept by a real job. Checkpoints come only when the test wants one. */
class HttpIngestSourceITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final AtomicInteger PROCESSED = new AtomicInteger();
    private static final AtomicBoolean POISONOUS = new AtomicBoolean();

    private final IngestSettings settings =
            ServerFixture.settings("ingest.otlp-http", "127.0.0.1:0", "ingest.otlp-grpc", "127.0.0.1:0");
    private final ExecutorService senders = Executors.newCachedThreadPool();
    private IngestHub.Hold hold;
    private JobClient job;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        PROCESSED.set(0);
        POISONOUS.set(true);
        hold = IngestHub.jvm().hold(settings);
    }

    @AfterEach
    void stop() throws Exception {
        if (!job.getJobStatus().get().isGloballyTerminalState()) {
            job.cancel().get();
        }
        Await.until("the readers have left", () -> readers() == 0);
        hold.close();
        senders.shutdownNow();
    }

    @Test
    void answersOnceACheckpointIsComplete(@InjectMiniCluster MiniCluster cluster) throws Exception {
        run(cluster);
        List<CompletableFuture<RawSender.Response>> responses = sendAll(20);

        assertThat(responses).noneMatch(CompletableFuture::isDone);
        cluster.triggerCheckpoint(job.getJobID(), CheckpointType.CONFIGURED).get();
        for (CompletableFuture<RawSender.Response> response : responses) {
            assertThat(response.get().status()).isEqualTo(204);
            assertThat(response.get().headers()).containsEntry("x-prometheus-remote-write-samples-written", "3");
        }
    }

    @Test
    void neverRefusesAConnectionWhileTheJobRestarts(@InjectMiniCluster MiniCluster cluster) throws Exception {
        run(cluster);
        List<CompletableFuture<RawSender.Response>> held = sendAll(10);
        assertThat(send("poison").get().status()).isEqualTo(503);
        for (CompletableFuture<RawSender.Response> response : held) {
            assertThat(response.get().status()).isEqualTo(503);
            assertThat(response.get().headers()).containsKey("retry-after");
        }

        int before = PROCESSED.get();
        CompletableFuture<RawSender.Response> retry = send("poison");
        while (PROCESSED.get() == before) {
            if (retry.isDone()) {
                assertThat(retry.get().status()).isEqualTo(503);
                retry = send("poison");
            }
            Thread.yield();
        }
        CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
        cluster.triggerCheckpoint(job.getJobID(), CheckpointType.CONFIGURED).get();
        assertThat(retry.get().status()).isEqualTo(204);
    }

    @ParameterizedTest
    @EnumSource(OtlpSdk.Transport.class)
    void lastsUntilAnExporterHasComeAgainAfterARestart(
            OtlpSdk.Transport transport, @InjectMiniCluster MiniCluster cluster) throws Exception {
        run(cluster);
        int port = transport == OtlpSdk.Transport.GRPC ? hold.otlpGrpcPort() : hold.otlpHttpPort();
        CompletableResultCode exported = export(transport, port);
        Await.until("it is processed", () -> PROCESSED.get() == 1);
        assertThat(send("poison").get().status()).isEqualTo(503);

        // Restarted or not: what the exporter gets is "come again", never a refused connection, until it is taken and
        // checkpointed.
        while (!exported.isDone() || !exported.isSuccess()) {
            if (exported.isDone()) {
                exported = export(transport, port);
            }
            try {
                cluster.triggerCheckpoint(job.getJobID(), CheckpointType.CONFIGURED)
                        .get();
            } catch (ExecutionException notRunningYet) {
                Thread.yield();
            }
        }
        assertThat(PROCESSED.get()).isGreaterThanOrEqualTo(2);
    }

    private static CompletableResultCode export(OtlpSdk.Transport transport, int port) {
        return OtlpSdk.export(Signal.LOGS, transport, port, "gzip");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksToComeAgainForWhatOnlyTheSavepointOfAStopHolds(boolean drain, @InjectMiniCluster MiniCluster cluster)
            throws Exception {
        run(cluster);
        List<CompletableFuture<RawSender.Response>> checkpointed = sendAll(10);
        cluster.triggerCheckpoint(job.getJobID(), CheckpointType.CONFIGURED).get();
        List<CompletableFuture<RawSender.Response>> late = sendAll(10);

        job.stopWithSavepoint(drain, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        for (CompletableFuture<RawSender.Response> response : checkpointed) {
            assertThat(response.get().status()).isEqualTo(204);
        }
        for (CompletableFuture<RawSender.Response> response : late) {
            assertThat(response.get().status()).isEqualTo(503);
            assertThat(response.get().headers()).containsKey("retry-after");
        }
        Await.until("the readers have left", () -> readers() == 0);
        assertThat(send("late").get().status()).isEqualTo(503);
    }

    @Test
    void answersAtTheCheckpointAfterASavepointThatStopsNothing(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        run(cluster);
        List<CompletableFuture<RawSender.Response>> responses = sendAll(10);
        job.triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        List<CompletableFuture<RawSender.Response>> later = sendAll(10);

        assertThat(responses).noneMatch(CompletableFuture::isDone);
        cluster.triggerCheckpoint(job.getJobID(), CheckpointType.CONFIGURED).get();
        responses.addAll(later);
        for (CompletableFuture<RawSender.Response> response : responses) {
            assertThat(response.get().status()).isEqualTo(204);
        }
    }

    private void run(MiniCluster cluster) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        HttpIngestSource source =
                new HttpIngestSource(settings, TestDocuments.settings("first"), document -> new TestTargets());
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "http")
                .transform("taker", Types.INT, new Taker())
                // Joins both readers into one region, which fails and restarts as a whole.
                .rebalance()
                .sinkTo(new DiscardingSink<>());
        job = env.executeAsync();
        CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
        Await.until("both readers are there", () -> readers() == 2);
    }

    /** Returns when all are processed. */
    private List<CompletableFuture<RawSender.Response>> sendAll(int count) {
        int before = PROCESSED.get();
        List<CompletableFuture<RawSender.Response>> responses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            responses.add(send("body " + i));
        }
        Await.until("all are processed", () -> PROCESSED.get() == before + count);
        return responses;
    }

    /** On a connection of its own; fails when it is refused. */
    private CompletableFuture<RawSender.Response> send(String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (RawSender sender = new RawSender(hold.port())) {
                        return sender.send(RawSender.post("/api/v1/write", body))
                                .read();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                senders);
    }

    private int readers() {
        return IngestHub.jvm().status(settings).readers();
    }

    /** Takes every request, but fails at the first poisonous one. */
    private static final class Taker extends AbstractStreamOperator<Integer>
            implements OneInputStreamOperator<IngestElement, Integer> {
        private static final long serialVersionUID = 1L;
        private transient @Nullable StopSavepoint stop;

        @Override
        public void processElement(StreamRecord<IngestElement> element) {
            if (element.getValue() instanceof RulesChange change) {
                stop = change.stop();
                return;
            }
            IngestRequest request = (IngestRequest) element.getValue();
            if (new String(request.body(), StandardCharsets.UTF_8).equals("poison") && POISONOUS.getAndSet(false)) {
                throw new IllegalStateException("poisoned");
            }
            request.complete(
                    request.format().isOtlp() ? new WriteOutcome(200, null, 0, 0, 0, 0, true) : Requests.TAKEN);
            PROCESSED.incrementAndGet();
            output.collect(new StreamRecord<>(request.body().length));
        }

        @Override
        public OperatorSnapshotFutures snapshotState(
                long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
                throws Exception {
            if (options.getCheckpointType() instanceof SavepointType savepoint
                    && savepoint.isSynchronous()
                    && stop != null) {
                stop.takenAt(checkpointId);
            }
            return super.snapshotState(checkpointId, timestamp, options, factory);
        }
    }
}
