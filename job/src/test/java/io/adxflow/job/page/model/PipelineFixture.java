package io.adxflow.job.page.model;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.PartExchange;
import io.adxflow.sources.watch.Refusals;
import io.adxflow.sources.watch.Senders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pipeline of which a test says what it knows of itself, and how time goes. */
public final class PipelineFixture {
    public static final long BEGIN = 1_780_000_000_000L;

    public long now = BEGIN;
    public final DeliveryRecords records = new DeliveryRecords(() -> now);
    public final Refusals refusals = new Refusals(() -> now);
    public final List<Part.Namespace> namespaces =
            new ArrayList<>(List.of(new Part.Namespace("default", "Metrics", List.of("adx", "lake"), 2)));
    public final List<Part.Subscription> subscriptions =
            new ArrayList<>(List.of(new Part.Subscription("audit", List.of("default"), "archive", false)));
    public final List<Part.Disk> disks = new ArrayList<>(List.of(new Part.Disk("/data", 80L << 30, 100L << 30)));
    public final Map<String, Map<Backlogs.Stage, Backlogs.Held>> backlogs = new TreeMap<>();
    public final Map<String, Map<String, Double>> ofNamespaces = new TreeMap<>();
    public final Map<String, Map<String, Double>> ofMonikers = new TreeMap<>();
    public List<String> problems = List.of();
    public long problemsSince;
    public long completedAt = BEGIN;
    public long failedInARow;
    public Part.@Nullable Job job = new Part.Job("running", "");
    public int tables = 40;
    public int senders = 3;
    /** What the senders' credentials prove. */
    public String whoSends = "";

    public final List<Part.Agent> agents = new ArrayList<>();
    public double rows;
    private final PipelineModel model =
            new PipelineModel(() -> part("1@test"), PartExchange.jvm(), MetricStore.instance(), "1.2.3", () -> now);

    static Part.Disk disk(long usableBytes) {
        return new Part.Disk("/data", usableBytes, 100L << 30);
    }

    public PipelineModel model() {
        return model;
    }

    /** Lets a second pass, in which rows come as said. */
    public PipelineModel.Seen second(double rowsPerSecond) {
        now += 1_000;
        rows += rowsPerSecond;
        if (failedInARow == 0) {
            completedAt = now;
        }
        return model.look();
    }

    /** What a process of that name knows now. */
    Part part(String process) {
        Map<String, Map<String, Double>> monikers = new TreeMap<>();
        for (String name : List.of("adx", "lake", "archive")) {
            double delivered = records.standings().containsKey(name)
                            && !records.standings().get(name).failing().isEmpty()
                    ? rows / 2
                    : rows;
            Map<String, Double> figures = new TreeMap<>(Map.of(
                    "committed_rows_total",
                    delivered,
                    "committed_bytes_total",
                    delivered * 9,
                    "committed_batches_total",
                    Math.floor(delivered / 1_000)));
            figures.putAll(ofMonikers.getOrDefault(name, Map.of()));
            monikers.put(name, figures);
        }
        Map<String, Map<String, Double>> byNamespace = new TreeMap<>();
        List<Part.Flow> flows = new ArrayList<>();
        for (Part.Namespace namespace : namespaces) {
            double share = rows / namespaces.size();
            Map<String, Double> figures = new TreeMap<>(Map.of(
                    "buffered_rows_total", share, "namespace_received_bytes", share * 20, "namespace_tables", (double)
                            tables));
            figures.putAll(ofNamespaces.getOrDefault(namespace.name(), Map.of()));
            byNamespace.put(namespace.name(), figures);
            namespace
                    .monikers()
                    .forEach(moniker -> flows.add(new Part.Flow(namespace.name(), moniker, share, share * 100)));
            flows.add(new Part.Flow(namespace.name(), "archive", share / 10, share * 10));
        }
        List<Senders.Sent> sent = new ArrayList<>();
        for (int i = 0; i < senders && rows > 0; i++) {
            String namespace = namespaces.get(i % namespaces.size()).name();
            sent.add(new Senders.Sent(
                    "10.0.0." + (i + 1),
                    i % 2 == 0 ? "Prometheus/3.5.0" : "OpenTelemetry Collector/0.149",
                    whoSends,
                    i % 2 == 0 ? "http" : "otlp_grpc",
                    namespace,
                    (long) rows / 100,
                    (long) rows * 20 / senders,
                    (long) rows / senders,
                    now));
        }
        return new Part(
                process,
                now,
                Map.of(
                        "received_requests_total",
                        rows / 100,
                        "received_bytes_total",
                        rows * 20,
                        "ack_latency_ms",
                        rows > 0 ? 512.0 : 0,
                        "live_series",
                        1_500.0),
                monikers,
                byNamespace,
                flows,
                sent,
                agents,
                List.of(
                        new Part.Listener("http", 9201, 2),
                        new Part.Listener("otlp_http", 4318, 0),
                        new Part.Listener("otlp_grpc", 4317, 1)),
                refusals.recent(),
                records.standings(),
                backlogs,
                60_000,
                disks,
                job,
                new Part.Topology(
                        7,
                        List.of(
                                new Part.Moniker(
                                        "adx", "kusto", "https://telemetry.westeurope.kusto.windows.net", "spare"),
                                new Part.Moniker("archive", "blob", "https://audit.blob.core.windows.net/rows", ""),
                                new Part.Moniker("lake", "directory", "/data/lake", ""),
                                new Part.Moniker("spare", "directory", "/data/spare", "")),
                        namespaces,
                        subscriptions),
                new Part.Control(
                        BEGIN,
                        List.of(
                                new Part.Version(
                                        7, "0123456789abcdef", BEGIN - 60_000, "ann", "audit rows to the archive"),
                                new Part.Version(
                                        6, "fedcba9876543210", BEGIN - 3_600_000, "file", "the file has changed")),
                        problems,
                        problemsSince,
                        120,
                        failedInARow,
                        completedAt,
                        failedInARow,
                        failedInARow == 0 ? 0 : completedAt),
                tableList());
    }

    private List<Part.Table> tableList() {
        List<Part.Table> list = new ArrayList<>();
        for (int i = 0; i < tables && rows > 0; i++) {
            list.add(new Part.Table(
                    i % 2 == 0 ? "adx" : "lake",
                    "Metrics",
                    "HttpRequestDuration" + i,
                    "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real",
                    (long) (rows / (i + 1)),
                    (long) (rows / (i + 1)) * 9,
                    now,
                    100 + i,
                    900 + i,
                    now - 5_000));
        }
        return list;
    }
}
