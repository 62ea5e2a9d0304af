package io.adxflow.sources.limits;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests of namespaces into one process: what their limits and what is scarce leave them. Any thread may ask; a request costs
 * a look into a map and a lock of its namespace's own, and a sample nothing.
 *
 * <p>Without a word from the coordinator for {@value #SILENCE_SECONDS} s nothing is taken for scarce, and limits are divided evenly.
 */
public final class TrafficDoor {
    static final long SILENCE_SECONDS = 30;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long attempt;
    private final Map<String, NamespaceGate> gates = new ConcurrentHashMap<>();
    private TrafficRules rules = TrafficRules.NONE;
    private TrafficShares shares = TrafficShares.NONE;
    private int reporter = -1;
    private double evenPart = 1;
    private long heardNanos;
    private long queuedMillis;

    /** @param attempt another number for each beginning of a process */
    public TrafficDoor(long attempt) {
        this.attempt = attempt;
    }

    /** Whether a request of a namespace may come in; {@code bytes} of its body, or less than 0 when nobody knows yet. */
    public Admission admit(String namespace, long bytes, long nowNanos) {
        NamespaceGate gate = gates.get(namespace);
        return gate == null ? Admission.YES : gate.admit(bytes, nowNanos);
    }

    /** A whole body goes to a reader. Returns what {@link #settle} wants back. */
    public long reserve(String namespace, long bytes, long nowNanos) {
        NamespaceGate gate = gates.get(namespace);
        return gate == null ? 0 : gate.reserve(bytes, nowNanos);
    }

    /**
     * A body was decoded, or came to nothing.
     *
     * @param samples that it held, all kinds of records together
     * @param newSeries as its reader counts them, divided by the readers of the job: each of them meets every series once
     */
    public void settle(String namespace, long reserved, long bytes, long samples, double newSeries, long nowNanos) {
        NamespaceGate gate = gates.get(namespace);
        if (gate != null) {
            gate.settle(reserved, bytes, samples, newSeries, nowNanos);
        }
    }

    /** A request has waited so long for its reader. */
    public synchronized void queued(long millis) {
        queuedMillis = Math.max(queuedMillis, millis);
    }

    /** Another document is in force. */
    public synchronized void follow(TrafficRules next, double itsEvenPart, long nowNanos) {
        rules = next;
        evenPart = itsEvenPart;
        next.limits().keySet().forEach(name -> gates.computeIfAbsent(name, each -> new NamespaceGate(each, nowNanos)));
        gates.keySet().retainAll(next.limits().keySet());
        apply(nowNanos);
    }

    /**
     * The coordinator deals.
     *
     * @param itsReporter the reader that reports for this process
     */
    public synchronized void follow(TrafficShares next, int itsReporter, long nowNanos) {
        shares = next;
        reporter = itsReporter;
        heardNanos = nowNanos;
        apply(nowNanos);
    }

    private void apply(long nowNanos) {
        Stocks stocks = rules.stocks();
        gates.forEach((name, gate) -> {
            NamespaceLimits limits = rules.limits().getOrDefault(name, NamespaceLimits.NONE);
            double part = shares.part(reporter, name, evenPart);
            gate.limit(limits, part, nowNanos);
            Bound bound = bound(name);
            double rate = bound == null ? Double.POSITIVE_INFINITY : bound.level() * limits.weight() * part;
            gate.bound(rate, bound == null ? "" : bound.reason(), nowNanos);
            for (Stock stock : Stock.values()) {
                long most = allowance(name, stock, limits.of(stock), part);
                rules.stocks().allow(name, stock, most);
                if (stock == Stock.STORAGE) {
                    gate.store(most, limits.of(stock), () -> stocks.held(name, stock));
                }
            }
        });
    }

    /** What this process holds, and its part of what nobody does: together, processes hold no more than the limit. */
    private long allowance(String namespace, Stock stock, double limit, double part) {
        if (Double.isInfinite(limit)) {
            return Long.MAX_VALUE;
        }
        long[] all = shares.held().get(namespace);
        if (all == null || all[stock.place()] == 0) {
            return (long) (limit * part);
        }
        double free = Math.max(0, limit - all[stock.place()]);
        return (long) (Math.min(limit, (double) rules.stocks().held(namespace, stock)) + free * part);
    }

    private record Bound(double level, String reason) {}

    private @Nullable Bound bound(String namespace) {
        Set<String> things = new TreeSet<>(rules.destinations().getOrDefault(namespace, Set.of()));
        things.add(TrafficShares.QUEUE);
        Bound least = null;
        for (String thing : things) {
            Double level = shares.levels().get(thing);
            if (level != null && (least == null || level < least.level())) {
                least = new Bound(level, shares.reasons().getOrDefault(thing, ""));
            }
        }
        return least;
    }

    /** What was seen, for the coordinator; forgets what it said when it has been silent for long. */
    public synchronized TrafficReport report(long nowNanos) {
        if (!shares.equals(TrafficShares.NONE) && nowNanos - heardNanos > SILENCE_SECONDS * NANOS_PER_SECOND) {
            shares = TrafficShares.NONE;
            apply(nowNanos);
        }
        TreeMap<String, NamespaceLimits> limits = new TreeMap<>(rules.limits());
        List<String> destinations = List.copyOf(rules.allDestinations());
        int n = limits.size();
        TrafficReport report = new TrafficReport(
                attempt,
                limits.keySet().toArray(String[]::new),
                new double[n],
                new long[n],
                new long[n],
                destinations.toArray(String[]::new),
                new long[n],
                new long[destinations.size()],
                new long[destinations.size()],
                new long[destinations.size()],
                new long[Stock.COUNT][n],
                queuedMillis,
                gates.values().stream()
                        .mapToLong(gate -> gate.traffic().waitingBytes())
                        .sum());
        queuedMillis = 0;
        int i = 0;
        for (Map.Entry<String, NamespaceLimits> each : limits.entrySet()) {
            report.weights()[i] = each.getValue().weight();
            NamespaceGate gate = gates.get(each.getKey());
            if (gate != null) {
                report.admittedBytes()[i] = gate.traffic().admittedBytes();
                report.turnedAwayBytes()[i] = gate.traffic().turnedAwayBytes();
            }
            for (Stock stock : Stock.values()) {
                if (!Double.isInfinite(each.getValue().of(stock))) {
                    report.stocks()[stock.place()][i] = rules.stocks().held(each.getKey(), stock);
                }
            }
            for (String destination : rules.destinations().getOrDefault(each.getKey(), Set.of())) {
                report.reaches()[i] |= TrafficReport.bit(destinations.indexOf(destination));
            }
            i++;
        }
        for (int d = 0; d < destinations.size(); d++) {
            Backlog backlog = rules.backlog().apply(destinations.get(d));
            report.heldBytes()[d] = backlog.heldBytes();
            report.arrivedBytes()[d] = backlog.arrivedBytes();
            report.boundBytes()[d] = backlog.boundBytes();
        }
        return report;
    }

    /** Requests of a namespace that were turned away. */
    public long turnedAway(String namespace) {
        NamespaceGate gate = gates.get(namespace);
        return gate == null ? 0 : gate.traffic().turnedAwayRequests();
    }

    /** Bytes of a namespace's bodies that were taken. */
    public long admittedBytes(String namespace) {
        NamespaceGate gate = gates.get(namespace);
        return gate == null ? 0 : gate.traffic().admittedBytes();
    }

    /** What a namespace holds in this process. */
    public synchronized long held(String namespace, Stock stock) {
        return rules.stocks().held(namespace, stock);
    }

    /** Compressed bytes that wait for a destination in this process. */
    public synchronized long heldBytes(String destination) {
        return rules.backlog().apply(destination).heldBytes();
    }

    /** What a namespace may send through this process for now, bytes a second; -1 for no bound. */
    public long boundBytesPerSecond(String namespace) {
        NamespaceGate gate = gates.get(namespace);
        double bound = gate == null ? Double.POSITIVE_INFINITY : gate.boundBytesPerSecond();
        return Double.isInfinite(bound) ? -1 : Math.round(bound);
    }
}
