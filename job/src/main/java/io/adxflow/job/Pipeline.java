package io.adxflow.job;

import io.adxflow.job.bundle.BundleOptions;
import io.adxflow.job.bundle.BundleSettings;
import io.adxflow.job.bundle.RowBundler;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sinks.batch.BatchSettings;
import io.adxflow.sinks.batch.BatchTypes;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.TableBatcher;
import io.adxflow.sinks.delivery.BatchSink;
import io.adxflow.sinks.delivery.DeliverySettings;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.HttpIngestSource;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.IngestRequestTypeInfo;
import io.adxflow.sources.http.IngestSettings;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole topology, in the order of the data's way. Every operator has a fixed uid: they name its state. */
public final class Pipeline {
    private Pipeline() {}

    /** Adds the topology to the environment. */
    public static void build(StreamExecutionEnvironment env, PipelineConfig config) {
        ReadableConfig options = config.options();
        StorageSettings storage = StorageSettings.from(options);
        RowRules rules = new RowRules(List.copyOf(config.namespaces().values()));

        DataStream<IngestRequest> requests = env.fromSource(
                        new HttpIngestSource(
                                IngestSettings.from(options), new NamespaceTargets(config.namespaces(), storage)),
                        WatermarkStrategy.noWatermarks(),
                        "HTTP ingest",
                        IngestRequestTypeInfo.INSTANCE)
                .uid("ingest-source");

        // Chained behind the source: requests are passed by reference, and answered by what the bundler says of them.
        SingleOutputStreamOperator<Chunk> chunks = requests.transform(
                        "Row bundler",
                        BatchTypes.CHUNK,
                        new RowBundler(BundleSettings.from(options), rules, DrainSignal::isDraining))
                .uid("row-bundler");

        DataStream<DeliveryElement> batches = chunks.keyBy(Chunk::key, BatchTypes.BATCH_KEY)
                .transform("Table batcher", BatchTypes.DELIVERY_ELEMENT, new TableBatcher(BatchSettings.from(options)))
                .uid("table-batcher");

        batches.sinkTo(new BatchSink(DeliverySettings.from(options, config.monikers())))
                .name("Batch sink")
                .uid("batch-sink");

        // Aside: their files are written by tasks of their own, off the way from socket to batch.
        chunks.getSideOutput(RowBundler.DEAD_LETTERS)
                .rebalance()
                .sinkTo(RollingFiles.lines(storage.below("dead-letters")))
                .name("Dead letters")
                .uid("dead-letters")
                // They are few; each subtask would write and commit at every checkpoint.
                .setParallelism(1);
        if (options.get(BundleOptions.ARCHIVE)) {
            chunks.getSideOutput(RowBundler.ARCHIVE)
                    .rebalance()
                    .sinkTo(RollingFiles.records(storage.below("archive")))
                    .name("Archive")
                    .uid("archive");
        }
    }
}
