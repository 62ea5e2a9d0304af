package io.adxflow.job.page.model;

import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sinks.watch.TableFlows;
import io.adxflow.sinks.watch.TableName;
import io.adxflow.sources.control.ControlBoard;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.watch.Refusals;
import io.adxflow.sources.watch.Senders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers what this process knows into a {@link Part}. For one thread at a time; looks at boards alone, and waits for nobody. */
public final class PartSource {
    private static final int MAX_SENDERS = 500;
    private static final int MAX_TABLES = 20_000;

    /** Of these each process, or each reader, tells the same thing, or an age: the largest counts. */
    private static final Set<String> LARGEST = Set.of(
            "live_tables",
            "namespace_tables",
            "largest_sender_tables",
            "control_version",
            "control_file_refused",
            "ack_latency_ms",
            "ledger_checkpoint",
            "standby_failing",
            "agents",
            "agents_connected",
            "agents_unhealthy");

    private final MetricStore metrics;
    private final LongSupplier millis;
    private final Supplier<Part.@Nullable Job> job;
    private final TopologyReader topology = new TopologyReader(ControlHub.jvm());
    private final KnownAgents agents = new KnownAgents(HandshakeHub.jvm()::reports);
    private final String process = ManagementFactory.getRuntimeMXBean().getName();

    /**
     * @param millis a clock
     * @param job what the runner knows; gives null where the cluster runs it
     */
    public PartSource(MetricStore metrics, LongSupplier millis, Supplier<Part.@Nullable Job> job) {
        this.metrics = metrics;
        this.millis = millis;
        this.job = job;
    }

    /** Of two figures of one name, what to show. */
    public static double together(String name, double one, double other) {
        boolean largest = LARGEST.contains(name) || (name.endsWith("_seconds") && !name.endsWith("_total"));
        return largest ? Math.max(one, other) : one + other;
    }

    private static final class Figures {
        private final Map<String, Double> totals = new HashMap<>();
        private final Map<String, Map<String, Double>> monikers = new HashMap<>();
        private final Map<String, Map<String, Double>> namespaces = new HashMap<>();
        private final Map<List<String>, double[]> flows = new HashMap<>();

        void add(String name, Map<String, String> labels, double value) {
            String moniker = labels.get("moniker");
            String namespace = labels.get("namespace");
            if (moniker != null && namespace != null) {
                double[] flow = flows.computeIfAbsent(List.of(namespace, moniker), none -> new double[2]);
                flow[0] += name.equals("routed_rows_total") ? value : 0;
                flow[1] += name.equals("routed_bytes_total") ? value : 0;
                return;
            }
            Map<String, Double> into = totals;
            if (moniker != null) {
                into = monikers.computeIfAbsent(moniker, any -> new HashMap<>());
            } else if (namespace != null) {
                into = namespaces.computeIfAbsent(namespace, any -> new HashMap<>());
            }
            into.merge(name, value, (one, other) -> together(name, one, other));
            String reason = labels.get("reason");
            if (reason != null && value != 0) {
                into.merge(name + ":" + reason, value, Double::sum);
            }
        }
    }

    /** Everything. */
    public Part gather() {
        Figures figures = new Figures();
        metrics.visit(figures::add);
        List<Part.Flow> flows = new ArrayList<>();
        figures.flows.forEach((names, sums) -> flows.add(new Part.Flow(names.get(0), names.get(1), sums[0], sums[1])));
        return new Part(
                process,
                millis.getAsLong(),
                figures.totals,
                figures.monikers,
                figures.namespaces,
                flows,
                senders(),
                agents.newest(millis.getAsLong()),
                listeners(),
                Refusals.jvm().recent(),
                DeliveryRecords.jvm().standings(),
                Backlogs.jvm().byMoniker(),
                Backlogs.jvm().expectedMillis(),
                disks(),
                job.get(),
                topology.read(),
                control(),
                tables());
    }

    private static List<Senders.Sent> senders() {
        List<Senders.Sent> all = Senders.jvm().all();
        if (all.size() <= MAX_SENDERS) {
            return all;
        }
        all.sort(Comparator.comparingLong(Senders.Sent::lastMillis).reversed());
        return new ArrayList<>(all.subList(0, MAX_SENDERS));
    }

    private static List<Part.Listener> listeners() {
        List<Part.Listener> listeners = new ArrayList<>();
        for (IngestHub.Status status : IngestHub.jvm().statuses()) {
            if (status.readers() > 0) {
                listeners.add(new Part.Listener("http", status.port(), status.connections()));
                listeners.add(new Part.Listener("otlp_http", status.otlpHttpPort(), 0));
                listeners.add(new Part.Listener("otlp_grpc", status.otlpGrpcPort(), 0));
            }
        }
        return listeners;
    }

    private static List<Part.Disk> disks() {
        List<Part.Disk> disks = new ArrayList<>();
        for (URI directory : StorageBudget.directories()) {
            if ("file".equals(directory.getScheme())) {
                try {
                    Path path = Path.of(directory);
                    if (Files.exists(path)) {
                        FileStore store = Files.getFileStore(path);
                        disks.add(new Part.Disk(path.toString(), store.getUsableSpace(), store.getTotalSpace()));
                    }
                } catch (IOException | IllegalArgumentException unknown) {
                    // Whoever writes there says so.
                }
            }
        }
        return disks;
    }

    private static Part.@Nullable Control control() {
        ControlBoard.View view = ControlBoard.jvm().view();
        return view == null
                ? null
                : new Part.Control(
                        view.sinceMillis(),
                        view.versions().stream()
                                .map(version -> new Part.Version(
                                        version.number(),
                                        version.hash(),
                                        version.decidedAtMillis(),
                                        version.who(),
                                        version.what()))
                                .toList(),
                        view.problems(),
                        view.problemsSinceMillis(),
                        view.completed(),
                        view.failed(),
                        view.completedAtMillis(),
                        view.failedInARow(),
                        view.failingSinceMillis());
    }

    private static List<Part.Table> tables() {
        Map<TableName, Backlogs.Held> open = new HashMap<>();
        Backlogs.jvm().openByTable((table, held) -> open.merge(table, held, Backlogs.Held::plus));
        List<Part.Table> tables = new ArrayList<>();
        TableFlows.jvm().forEach((name, flow) -> {
            Backlogs.Held held = open.getOrDefault(name, Backlogs.Held.NOTHING);
            tables.add(new Part.Table(
                    name.moniker(),
                    name.database(),
                    name.table(),
                    flow.schema(),
                    flow.rows(),
                    flow.bytes(),
                    flow.lastMillis(),
                    held.rows(),
                    held.bytes(),
                    held.oldestMillis()));
        });
        if (tables.size() > MAX_TABLES) {
            tables.sort(Comparator.comparingLong(Part.Table::lastMillis).reversed());
            return new ArrayList<>(tables.subList(0, MAX_TABLES));
        }
        return tables;
    }
}
