package io.adxflow.job;

import io.adxflow.job.bundle.BundleOptions;
import io.adxflow.job.bundle.BundleSettings;
import io.adxflow.job.bundle.RowBundler;
import io.adxflow.job.config.JobOptions;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.control.ControlOptions;
import io.adxflow.job.control.DocumentRules;
import io.adxflow.job.control.PipelineFile;
import io.adxflow.job.control.StoredDocuments;
import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.handshake.HandshakeSettings;
import io.adxflow.job.listen.MonikerInputs;
import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.self.SelfSettings;
import io.adxflow.job.self.SelfTelemetry;
import io.adxflow.job.windows.MetricWindows;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.batch.BatchSettings;
import io.adxflow.sinks.batch.BatchTypes;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.TableBatcher;
import io.adxflow.sinks.delivery.BatchSink;
import io.adxflow.sinks.delivery.DeliverySettings;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.control.ControlSettings;
import io.adxflow.sources.http.HttpIngestSource;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestElementTypeInfo;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.limits.TrafficTargets;
import io.adxflow.sources.listen.ListenSettings;
import io.adxflow.sources.listen.ListenSource;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole topology, in the order of the data's way. Every operator has a fixed uid: they name its state. */
public final class Pipeline {
    private Pipeline() {}

    private static TrafficTargets trafficTargets(ReadableConfig options) {
        return new TrafficTargets(options.get(IngestOptions.BACKLOG_SHARE), options.get(IngestOptions.QUEUE_TIME));
    }

    /** Adds the topology to the environment. */
    public static void build(StreamExecutionEnvironment env, PipelineConfig config) {
        ReadableConfig options = config.options();
        StorageSettings storage = StorageSettings.from(options);
        StoredDocuments documents = new StoredDocuments(storage);
        ControlSettings control = new ControlSettings(
                documents,
                new PipelineFile(config),
                options.get(ControlOptions.WATCH_INTERVAL),
                trafficTargets(options),
                options.get(ControlOptions.KEEP_DOCUMENTS));

        PluginFolder plugins = JobOptions.plugins(options);
        HandshakeSettings handshakes = HandshakeSettings.from(options);
        LedgerSettings ledger = LedgerSettings.from(options);

        DataStream<IngestElement> requests = env.fromSource(
                        new HttpIngestSource(
                                IngestSettings.from(options),
                                control,
                                document -> {
                                    // Whoever shows a token is asked under the document that says who is revoked.
                                    HandshakeHub.jvm()
                                            .inForce(handshakes, document.hash(), DocumentRules.document(document));
                                    return new NamespaceTargets(DocumentRules.document(document), storage);
                                },
                                SelfTelemetry.beside(SelfSettings.from(options))),
                        WatermarkStrategy.noWatermarks(),
                        "HTTP ingest",
                        IngestElementTypeInfo.INSTANCE)
                .uid("ingest-source");

        // Chained behind the source: requests are passed by reference, and answered by what the bundler says of them.
        SingleOutputStreamOperator<Chunk> chunks = requests.transform(
                        "Row bundler",
                        BatchTypes.CHUNK,
                        new RowBundler(
                                        BundleSettings.from(options),
                                        new DocumentRules(documents, storage, plugins),
                                        DrainSignal::isDraining,
                                        new StorageRoom(storage),
                                        ledger)
                                .ofSenders())
                .uid("row-bundler");

        DataStream<Chunk> all = chunks;
        DataStream<String> deadLetters = chunks.getSideOutput(RowBundler.DEAD_LETTERS);
        DataStream<byte[]> archive = chunks.getSideOutput(RowBundler.ARCHIVE);
        DataStream<PartialSum> sums = chunks.getSideOutput(RowBundler.PARTIAL_SUMS);
        if (!config.listens().isEmpty()) {
            SingleOutputStreamOperator<Chunk> listened =
                    listened(env, config, control, storage, documents, plugins, ledger);
            all = chunks.union(listened);
            deadLetters = deadLetters.union(listened.getSideOutput(RowBundler.DEAD_LETTERS));
            archive = archive.union(listened.getSideOutput(RowBundler.ARCHIVE));
            sums = sums.union(listened.getSideOutput(RowBundler.PARTIAL_SUMS));
        }

        // What records give to metrics, added up over all readers; their rows join the others as chunks.
        SingleOutputStreamOperator<Chunk> metricChunks = sums.keyBy(PartialSum::id, Types.STRING)
                .transform(
                        "Metric windows",
                        BatchTypes.CHUNK,
                        new MetricWindows(
                                BundleSettings.from(options),
                                new DocumentRules(documents, storage, plugins),
                                DrainSignal::isDraining,
                                ledger))
                .uid("metric-windows");

        DataStream<DeliveryElement> batches = all.union(metricChunks)
                .keyBy(Chunk::key, BatchTypes.BATCH_KEY)
                .transform(
                        "Table batcher",
                        BatchTypes.DELIVERY_ELEMENT,
                        new TableBatcher(BatchSettings.from(options), ledger))
                .uid("table-batcher");

        batches.sinkTo(new BatchSink(DeliverySettings.from(options, config.monikers(), documents, plugins), ledger))
                .name("Batch sink")
                .uid("batch-sink");

        // Aside: their files are written by tasks of their own, off the way from socket to batch.
        deadLetters
                .union(metricChunks.getSideOutput(RowBundler.DEAD_LETTERS))
                .rebalance()
                .sinkTo(RollingFiles.lines(storage.below("dead-letters")))
                .name("Dead letters")
                .uid("dead-letters")
                // They are few; each subtask would write and commit at every checkpoint.
                .setParallelism(1);
        if (options.get(BundleOptions.ARCHIVE)) {
            archive.rebalance()
                    .sinkTo(RollingFiles.records(storage.below("archive")))
                    .name("Archive")
                    .uid("archive");
        }
    }

    /** What is listened to, with a bundler of its own: two ways into the one that follows. */
    private static SingleOutputStreamOperator<Chunk> listened(
            StreamExecutionEnvironment env,
            PipelineConfig config,
            ControlSettings control,
            StorageSettings storage,
            StoredDocuments documents,
            PluginFolder plugins,
            LedgerSettings ledger) {
        ListenSettings listen = new ListenSettings(
                config.listens(),
                new MonikerInputs(config.monikers(), storage),
                control,
                document -> new NamespaceTargets(DocumentRules.document(document), storage),
                IngestSettings.from(config.options()).address());
        return env.fromSource(
                        new ListenSource(listen),
                        WatermarkStrategy.noWatermarks(),
                        "Listen",
                        IngestElementTypeInfo.INSTANCE)
                .uid("listen-source")
                .transform(
                        "Listened row bundler",
                        BatchTypes.CHUNK,
                        new RowBundler(
                                BundleSettings.from(config.options()).withBodiesIn("listened-bodies"),
                                new DocumentRules(documents, storage, plugins),
                                DrainSignal::isDraining,
                                new StorageRoom(storage),
                                ledger))
                .uid("listen-bundler");
    }
}
