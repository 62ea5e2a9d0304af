package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.control.DocumentRules;
import io.adxflow.job.control.PipelineFile;
import io.adxflow.job.control.StoredDocuments;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.control.ControlSettings;
import io.adxflow.sources.http.HttpIngestSource;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.http.RulesChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop whose savepoint is good and whose job fails all the same, between the savepoint and the end. */
class FailedStopITCase {
    private static final Pattern CREATED = Pattern.compile("savepoint has been created at: (\\S+), but");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingAcknowledgedFromTheCheckpointBeforeIt(boolean drain) throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            failAtTheEndOfStops(cluster);
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), 6)) {
                senders.awaitAcknowledged(60);
                assertThat(catchThrowable(() -> stop(cluster, drain))).hasStackTraceContaining("during stopping");
                cluster.start(2, cluster.newestCheckpoint());
                senders.awaitAcknowledged(60);
                awaitEverySample(senders.end());
            }
        }
    }

    @Test
    void writesEachSampleOnceFromItsSavepoint() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            failAtTheEndOfStops(cluster);
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), 6)) {
                senders.awaitAcknowledged(60);
                Throwable failure = catchThrowable(() -> stop(cluster, false));
                cluster.start(2, savepointNamedBy(failure));
                senders.awaitAcknowledged(60);
                awaitEverySample(senders.end());
                assertThat(committedSamples()).doesNotHaveDuplicates();
            }
        }
    }

    private static void stop(PipelineCluster cluster, boolean drain) throws Exception {
        if (drain) {
            cluster.drain();
        } else {
            cluster.stop();
        }
    }

    private static String savepointNamedBy(Throwable failure) {
        Matcher matcher = CREATED.matcher(ExceptionUtils.stringifyException(failure));
        assertThat(matcher.find()).as("a savepoint in: %s", failure).isTrue();
        return matcher.group(1);
    }

    /** A task of the same job that, at the end of a stop, lets the pipeline's readers go first and then fails. */
    private static void failAtTheEndOfStops(PipelineCluster cluster) throws Exception {
        PipelineConfig config = cluster.config();
        IngestSettings pipelines = IngestSettings.from(config.options());
        Configuration elsewhere = new Configuration(config.options());
        elsewhere.setString("ingest.http", "127.0.0.1:0");
        elsewhere.setString("ingest.otlp-grpc", "off");
        IngestSettings unused = IngestSettings.from(elsewhere);
        StorageSettings storage = StorageSettings.from(config.options());
        ControlSettings control =
                new ControlSettings(new StoredDocuments(storage), new PipelineFile(config), Duration.ofHours(1));
        HttpIngestSource source = new HttpIngestSource(
                unused, control, document -> new NamespaceTargets(DocumentRules.document(document), storage));
        cluster.setBeside(env -> addSaboteur(env, source, pipelines));
    }

    private static void addSaboteur(StreamExecutionEnvironment env, HttpIngestSource source, IngestSettings awaited) {
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "nobody sends to this one")
                .setParallelism(1)
                .transform("saboteur", Types.INT, new Saboteur(awaited))
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .setParallelism(1);
    }

    private void awaitEverySample(long samples) throws Exception {
        List<Long> all = LongStream.rangeClosed(1, samples).boxed().toList();
        CommonTestUtils.waitUtil(
                () -> committedSamples().containsAll(all), Duration.ofMinutes(5), "not committed: " + samples);
    }

    private List<Long> committedSamples() {
        try {
            List<Long> samples = new ArrayList<>();
            for (List<String> lines :
                    CommittedFiles.sortedLines(folder.resolve("tables/Metrics")).values()) {
                for (String line : lines) {
                    samples.add(Long.parseLong(line.substring(line.lastIndexOf(',') + 1)));
                }
            }
            return samples;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Saboteur extends AbstractStreamOperator<Integer>
            implements OneInputStreamOperator<IngestElement, Integer> {
        private static final long serialVersionUID = 1L;
        private final IngestSettings awaited;
        private long stop = -1;

        Saboteur(IngestSettings awaited) {
            this.awaited = awaited;
        }

        @Override
        public void processElement(StreamRecord<IngestElement> element) {
            assertThat(element.getValue()).as("nobody sends to this source").isInstanceOf(RulesChange.class);
        }

        @Override
        public OperatorSnapshotFutures snapshotState(
                long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
                throws Exception {
            if (options.getCheckpointType() instanceof SavepointType savepoint && savepoint.isSynchronous()) {
                stop = checkpointId;
            }
            return super.snapshotState(checkpointId, timestamp, options, factory);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) throws Exception {
            if (checkpointId == stop) {
                CommonTestUtils.waitUtil(
                        () -> {
                            IngestHub.Status status = IngestHub.jvm().status(awaited);
                            return status == null || status.readers() == 0;
                        },
                        Duration.ofSeconds(30),
                        "the pipeline's readers do not leave");
                throw new IllegalStateException("sabotage at the end of a stop");
            }
        }
    }
}
