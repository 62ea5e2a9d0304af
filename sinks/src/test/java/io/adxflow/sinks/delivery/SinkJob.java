package io.adxflow.sinks.delivery;

import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.BatchSettings;
import io.adxflow.sinks.batch.BatchTypes;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.TableBatcher;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.standby.StandbySettings;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The sink half of the pipeline behind a source of numbered rows: row i is {@code row-i}, one chunk each. */
final class SinkJob {
    private static final Map<String, AtomicInteger> CRASHES = new ConcurrentHashMap<>();

    private final Path data;
    private final Map<String, MonikerSpec> monikers;
    private final JobID id = new JobID();
    private int parallelism = 2;
    private long rows = Long.MAX_VALUE;
    private long idleAfter = Long.MAX_VALUE;
    private int rowsPerCheckpoint = 200;
    private String[] databases = {"Metrics"};
    private int crashAfterCheckpoints = Integer.MAX_VALUE;
    private Duration standbyAfter = Duration.ofHours(1);
    private @Nullable String savepoint;

    SinkJob(Path data, Map<String, MonikerSpec> monikers) {
        this.data = data;
        this.monikers = monikers;
    }

    SinkJob parallelism(int subtasks) {
        parallelism = subtasks;
        return this;
    }

    SinkJob rows(long count) {
        rows = count;
        return this;
    }

    /** Sends that many rows, and then nothing, without ending. */
    SinkJob idleAfter(long count) {
        idleAfter = count;
        return this;
    }

    /** Rows go to these in turn. */
    SinkJob databases(String... names) {
        databases = names;
        return this;
    }

    int crashesLeft() {
        return CRASHES.get(data.toString()).get();
    }

    SinkJob rowsPerCheckpoint(int count) {
        rowsPerCheckpoint = count;
        return this;
    }

    /** Fails once when the n-th checkpoint completes, and as often again as {@code times} says. */
    SinkJob crashEvery(int checkpoints, int times) {
        crashAfterCheckpoints = checkpoints;
        CRASHES.put(data.toString(), new AtomicInteger(times));
        return this;
    }

    SinkJob from(String path) {
        savepoint = path;
        return this;
    }

    StorageSettings storage() {
        return new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** How long a batch is parked before its bytes move. */
    SinkJob standbyAfter(Duration after) {
        standbyAfter = after;
        return this;
    }

    DeliverySettings delivery() {
        return new DeliverySettings(
                monikers,
                MonikerBook.NONE,
                storage(),
                2,
                4,
                2,
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                3,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                new StandbySettings(standbyAfter, 1, 1 << 30, false),
                PluginFolder.NONE,
                java.util.Set.of());
    }

    JobGraph graph() {
        Configuration config = new Configuration();
        config.setString("execution.checkpointing.interval", "100 ms");
        config.setString(
                "execution.checkpointing.dir",
                data.resolve("checkpoints").toUri().toString());
        config.setString("execution.checkpointing.tolerable-failed-checkpoints", "10");
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "20");
        config.setString("restart-strategy.fixed-delay.delay", "10 ms");
        config.setString("pipeline.generic-types", "false");
        config.setString("pipeline.auto-generate-uids", "false");
        config.setString("pipeline.max-parallelism", "16");
        config.setString("pipeline.object-reuse", "true");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        String[] names = monikers.keySet().stream().sorted().toArray(String[]::new);
        String[] inDatabases = databases;
        GeneratorFunction<Long, Chunk> generator = index -> {
            BatchKey key = new BatchKey(
                    names[(int) (index % names.length)],
                    inDatabases[(int) (index % inDatabases.length)],
                    "T" + index % 7,
                    Chunks.key("m", "T").schema());
            return Chunks.at(key, "row-" + index + "\n", System.currentTimeMillis() + 150, index);
        };
        env.fromSource(
                        new DataGeneratorSource<>(
                                generator,
                                rows,
                                RateLimiterStrategy.perCheckpoint(rowsPerCheckpoint),
                                BatchTypes.CHUNK),
                        WatermarkStrategy.noWatermarks(),
                        "Rows")
                .uid("rows")
                .map(new Crasher(data.toString(), crashAfterCheckpoints))
                .returns(BatchTypes.CHUNK)
                .uid("crasher")
                .filter(new UpTo(idleAfter))
                .uid("up-to")
                .keyBy(Chunk::key, BatchTypes.BATCH_KEY)
                .transform(
                        "Table Batcher",
                        BatchTypes.DELIVERY_ELEMENT,
                        new TableBatcher(new BatchSettings(storage(), 600, 16 * 1024), LedgerSettings.defaults()))
                .uid("table-batcher")
                .sinkTo(new BatchSink(delivery(), LedgerSettings.defaults()))
                .name("Batch Sink")
                .uid("batch-sink");
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setJobID(id);
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        return graph;
    }

    /** Lets the rows below a number pass. */
    private record UpTo(long limit) implements FilterFunction<Chunk> {
        @Override
        public boolean filter(Chunk chunk) {
            return chunk.minTimestampMillis() < limit;
        }
    }

    private static final class Crasher implements MapFunction<Chunk, Chunk>, CheckpointListener {
        private final String name;
        private final int crashAfter;
        private int completed;

        Crasher(String name, int crashAfter) {
            this.name = name;
            this.crashAfter = crashAfter;
        }

        @Override
        public Chunk map(Chunk chunk) {
            return chunk;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (++completed >= crashAfter && CRASHES.get(name).getAndDecrement() > 0) {
                throw new IllegalStateException("injected");
            }
        }
    }
}
