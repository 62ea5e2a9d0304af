package io.adxflow.job.page.model;

import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.Refusals;
import io.adxflow.sources.watch.Senders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of all processes as one, with rates. Made anew each second by one thread; whoever has it may read it. */
final class Merged {
    /** What is in the names of counts. */
    private static final String COUNTS = "_total";

    private static final long LASTING_MILLIS = 5_000;
    private static final int LASTING_ATTEMPTS = 5;

    final long atMillis;
    final List<Part> parts;
    final Map<String, Double> totals = new HashMap<>();
    final Map<String, Double> rates = new HashMap<>();
    final Map<String, OfName> monikers = new TreeMap<>();
    final Map<String, OfName> namespaces = new TreeMap<>();
    final Map<List<String>, Flow> flows = new HashMap<>();
    /** By address, what it calls itself, listener, namespace, and who it is. */
    final Map<List<String>, Sender> senders = new HashMap<>();
    /** By name, each as it was seen last. */
    final Map<String, Part.Agent> agents = new TreeMap<>();

    final Map<List<String>, Table> tables = new HashMap<>();
    final List<Refusals.Refused> refusals = new ArrayList<>();
    final Map<String, Integer> ports = new TreeMap<>();
    Part.@Nullable Topology topology;
    Part.@Nullable Control control;
    Part.@Nullable Job job;
    long expectedMillis;

    /** Figures of a moniker or namespace. */
    static final class OfName {
        final Map<String, Double> totals = new HashMap<>();
        final Map<String, Double> rates = new HashMap<>();
        final Map<Backlogs.Stage, Backlogs.Held> stages = new TreeMap<>();
        final List<DeliveryRecords.Failing> failing = new ArrayList<>();
        long successMillis;
        float[] history = {};

        double total(String name) {
            return totals.getOrDefault(name, 0.0);
        }

        double rate(String name) {
            return rates.getOrDefault(name, 0.0);
        }
    }

    static final class Flow {
        double rows;
        double bytes;
        double rowsPerSecond;
        double bytesPerSecond;
    }

    static final class Sender {
        long requests;
        long bytes;
        long records;
        double requestsPerSecond;
        double bytesPerSecond;
        double recordsPerSecond;
        long lastMillis;
    }

    static final class Table {
        String schema = "";
        long rows;
        long bytes;
        double rowsPerSecond;
        double bytesPerSecond;
        long lastMillis;
        long openRows;
        long openBytes;
        long openOldestMillis = Long.MAX_VALUE;
        float[] history = {};
    }

    private record Key(String process, Object what, String metric) {}

    /**
     * @param parts one of each process
     * @param withTables whether tables are looked at, too
     */
    Merged(Collection<Part> parts, RateMeter meter, boolean withTables, long nowMillis) {
        this.atMillis = nowMillis;
        this.parts = List.copyOf(parts);
        meter.begin(nowMillis);
        for (Part part : parts) {
            add(part, meter, withTables);
        }
        monikers.forEach((name, figures) -> figures.history = meter.history(List.of("moniker", name)));
        namespaces.forEach((name, figures) -> figures.history = meter.history(List.of("namespace", name)));
        tables.forEach((name, table) -> table.history = meter.history(name));
        refusals.sort((one, other) -> Long.compare(other.lastMillis(), one.lastMillis()));
    }

    private void add(Part part, RateMeter meter, boolean withTables) {
        String process = part.process();
        long at = part.atMillis();
        part.totals().forEach((name, value) -> {
            totals.merge(name, value, (one, other) -> PartSource.together(name, one, other));
            if (isCount(name)) {
                rates.merge(name, meter.update(process, new Key(process, "", name), null, value, at), Double::sum);
            }
        });
        part.monikers().forEach((name, figures) -> add(process, "moniker", name, figures, moniker(name), meter, at));
        part.namespaces()
                .forEach((name, figures) -> add(process, "namespace", name, figures, namespace(name), meter, at));
        for (Part.Flow flow : part.flows()) {
            List<String> names = List.of(flow.namespace(), flow.moniker());
            Flow sum = flows.computeIfAbsent(names, any -> new Flow());
            sum.rows += flow.rows();
            sum.bytes += flow.bytes();
            sum.rowsPerSecond += meter.update(process, new Key(process, names, "rows"), null, flow.rows(), at);
            sum.bytesPerSecond += meter.update(process, new Key(process, names, "bytes"), null, flow.bytes(), at);
        }
        part.senders().forEach(sent -> add(process, sent, meter, at));
        part.agents()
                .forEach(agent -> agents.merge(
                        agent.name(), agent, (one, other) -> one.seenMillis() < other.seenMillis() ? other : one));
        part.refusals().forEach(refusals::add);
        part.listeners().forEach(listener -> ports.merge(listener.name(), listener.port(), Math::max));
        part.standings().forEach((name, standing) -> {
            OfName moniker = moniker(name);
            moniker.successMillis = Math.max(moniker.successMillis, standing.successMillis());
            standing.failing().stream().filter(this::lasts).forEach(moniker.failing::add);
        });
        part.backlogs()
                .forEach((name, stages) ->
                        stages.forEach((stage, held) -> moniker(name).stages.merge(stage, held, Backlogs.Held::plus)));
        List<Part.Table> told = part.tables();
        if (withTables && told != null) {
            told.forEach(table -> add(process, table, meter, at));
        }
        Part.Topology newest = part.topology();
        if (newest != null && (topology == null || newest.version() > topology.version())) {
            topology = newest;
        }
        control = part.control() == null ? control : part.control();
        job = part.job() == null ? job : part.job();
        meter.told(process, at);
        expectedMillis = Math.max(expectedMillis, part.expectedMillis());
    }

    /** What fails once and succeeds a moment later is nobody's trouble. */
    private boolean lasts(DeliveryRecords.Failing failing) {
        return failing.attempts() >= LASTING_ATTEMPTS || atMillis - failing.sinceMillis() >= LASTING_MILLIS;
    }

    private static boolean isCount(String name) {
        return name.contains(COUNTS)
                || name.equals("namespace_received_bytes")
                || name.equals("namespace_turned_away_requests");
    }

    OfName moniker(String name) {
        return monikers.computeIfAbsent(name, any -> new OfName());
    }

    OfName namespace(String name) {
        return namespaces.computeIfAbsent(name, any -> new OfName());
    }

    private static void add(
            String process,
            String kind,
            String name,
            Map<String, Double> figures,
            OfName into,
            RateMeter meter,
            long at) {
        List<String> named = List.of(kind, name);
        figures.forEach((metric, value) -> {
            into.totals.merge(metric, value, (one, other) -> PartSource.together(metric, one, other));
            if (isCount(metric)) {
                boolean kept = metric.equals("committed_rows_total") || metric.equals("buffered_rows_total");
                double rate = meter.update(process, new Key(process, named, metric), kept ? named : null, value, at);
                into.rates.merge(metric, rate, Double::sum);
            }
        });
    }

    private void add(String process, Senders.Sent sent, RateMeter meter, long at) {
        List<String> names = List.of(sent.host(), sent.agent(), sent.listener(), sent.namespace(), sent.who());
        Sender sum = senders.computeIfAbsent(names, any -> new Sender());
        sum.requests += sent.requests();
        sum.bytes += sent.bytes();
        sum.records += sent.records();
        sum.lastMillis = Math.max(sum.lastMillis, sent.lastMillis());
        sum.requestsPerSecond +=
                meter.update(process, new Key(process, names, "requests"), null, (double) sent.requests(), at);
        sum.bytesPerSecond += meter.update(process, new Key(process, names, "bytes"), null, (double) sent.bytes(), at);
        sum.recordsPerSecond +=
                meter.update(process, new Key(process, names, "records"), null, (double) sent.records(), at);
    }

    private void add(String process, Part.Table table, RateMeter meter, long at) {
        List<String> names = List.of(table.moniker(), table.database(), table.table());
        Table sum = tables.computeIfAbsent(names, any -> new Table());
        if (table.lastMillis() >= sum.lastMillis) {
            sum.schema = table.schema();
            sum.lastMillis = table.lastMillis();
        }
        sum.rows += table.rows();
        sum.bytes += table.bytes();
        sum.openRows += table.openRows();
        sum.openBytes += table.openBytes();
        sum.openOldestMillis = Math.min(sum.openOldestMillis, table.openOldestMillis());
        sum.rowsPerSecond += meter.update(process, new Key(process, names, "rows"), names, (double) table.rows(), at);
        sum.bytesPerSecond += meter.update(process, new Key(process, names, "bytes"), null, (double) table.bytes(), at);
    }

    double total(String name) {
        return totals.getOrDefault(name, 0.0);
    }

    double rate(String name) {
        return rates.getOrDefault(name, 0.0);
    }

    /** Of all namespaces together. */
    double ofNamespaces(String name) {
        return namespaces.values().stream().mapToDouble(one -> one.total(name)).sum();
    }

    /** The same as a rate. */
    double rateOfNamespaces(String name) {
        return namespaces.values().stream().mapToDouble(one -> one.rate(name)).sum();
    }

    /** Of all monikers together. */
    double rateOfMonikers(String name) {
        return monikers.values().stream().mapToDouble(one -> one.rate(name)).sum();
    }
}
