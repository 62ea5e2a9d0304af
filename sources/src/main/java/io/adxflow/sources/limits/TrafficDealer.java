package io.adxflow.sources.limits;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Deals out what processes may take, from what they report: parts of the namespaces' limits by what each process is asked for, and a
 * level for each destination whose backlog comes near its bound, and for the queues when requests wait in them. Best effort, outside
 * any state: after a restart everybody begins anew. Not thread-safe.
 */
public final class TrafficDealer {
    private static final long FORGET_MILLIS = 10_000;
    /** Again, so that processes know that somebody deals. */
    private static final long REPEAT_MILLIS = 5_000;
    /** Of a namespace's limit, dealt evenly: a sender that turns to another process is not stopped there. */
    private static final double EVEN = 0.1;

    private static final double TOLERANCE = 0.05;
    private final double backlogTarget;
    private final long queueTargetMillis;
    private final Map<Integer, ReportedTraffic> reporters = new TreeMap<>();
    private final Map<String, ScarceThing> things = new TreeMap<>();
    private TrafficShares dealt = TrafficShares.NONE;
    private long dealtAtMillis = Long.MIN_VALUE / 2;
    private long lookedAtMillis = Long.MIN_VALUE / 2;

    /**
     * @param backlogTarget part of a destination's bound that its backlog may fill before senders are held back, above 0 and below 1
     * @param queueTargetMillis for which requests may wait for their reader
     */
    public TrafficDealer(double backlogTarget, long queueTargetMillis) {
        this.backlogTarget = backlogTarget;
        this.queueTargetMillis = queueTargetMillis;
    }

    /** A process tells what it has seen. */
    public void report(int reporter, TrafficReport report, long nowMillis) {
        ReportedTraffic known = reporters.get(reporter);
        if (known == null) {
            reporters.put(reporter, new ReportedTraffic(report, nowMillis));
        } else {
            known.take(report, nowMillis);
        }
    }

    /** Forgets a reader that is gone. */
    public void forget(int reporter) {
        reporters.remove(reporter);
    }

    /** What is to be told to all processes now; null when nothing has changed by much. */
    public @Nullable TrafficShares deal(long nowMillis) {
        for (Iterator<ReportedTraffic> all = reporters.values().iterator(); all.hasNext(); ) {
            if (nowMillis - all.next().atMillis() > FORGET_MILLIS) {
                all.remove();
            }
        }
        double seconds = Math.min(1, (nowMillis - lookedAtMillis) / 1e3);
        if (reporters.isEmpty() || seconds <= 0) {
            return null;
        }
        lookedAtMillis = nowMillis;
        lookAtDestinations(nowMillis, seconds);
        lookAtQueues(nowMillis, seconds);
        Map<String, Double> levels = new TreeMap<>();
        Map<String, String> reasons = new TreeMap<>();
        things.forEach((name, thing) -> {
            if (thing.level() != LevelController.OPEN) {
                levels.put(name, thing.level());
                reasons.put(name, thing.reason());
            }
        });
        TrafficShares next = new TrafficShares(parts(), levels, reasons, held());
        boolean inForce = !next.levels().isEmpty()
                || !next.parts().isEmpty()
                || !next.held().isEmpty();
        boolean repeat = inForce && nowMillis - dealtAtMillis >= REPEAT_MILLIS;
        if (!repeat && isAlike(next, dealt)) {
            return null;
        }
        dealt = next;
        dealtAtMillis = nowMillis;
        return next;
    }

    private void lookAtDestinations(long now, double seconds) {
        Map<String, long[]> sums = new TreeMap<>();
        Map<String, Double> fill = new HashMap<>();
        for (ReportedTraffic reporter : reporters.values()) {
            TrafficReport report = reporter.last();
            for (int d = 0; d < report.destinations().length; d++) {
                String name = report.destinations()[d];
                long[] sum = sums.computeIfAbsent(name, none -> new long[2]);
                sum[0] += report.heldBytes()[d];
                sum[1] += report.arrivedBytes()[d];
                fill.merge(name, (double) report.heldBytes()[d] / Math.max(1, report.boundBytes()[d]), Math::max);
            }
        }
        things.keySet().removeIf(name -> !name.equals(TrafficShares.QUEUE) && !sums.containsKey(name));
        sums.forEach((name, sum) -> {
            ScarceThing thing = things.computeIfAbsent(name, none -> new ScarceThing());
            double leaving = thing.leaving(now, sum[0], sum[1]);
            double full = fill.getOrDefault(name, 0.0);
            thing.look(
                    seconds,
                    full / backlogTarget,
                    thing.grows(sum[0]),
                    leaving,
                    highest(name),
                    String.format(
                            Locale.ROOT,
                            "moniker %s has %d undelivered bytes, %.0f %% of what storage.max-bytes-per-moniker lets it"
                                    + " hold, and ingest.backlog-share = %s holds senders back",
                            name,
                            sum[0],
                            100 * full,
                            backlogTarget));
        });
    }

    /**
     * How long a request waited tells of what came before it; whether the queues shrink tells of now. So senders are not held back
     * further while readers catch up, and those queues that stand still are made shorter.
     */
    private void lookAtQueues(long now, double seconds) {
        long queuedMillis = 0;
        long queuedBytes = 0;
        long admittedBytes = 0;
        for (ReportedTraffic reporter : reporters.values()) {
            TrafficReport report = reporter.last();
            queuedMillis = Math.max(queuedMillis, report.queuedMillis());
            queuedBytes += report.queuedBytes();
            admittedBytes += LongStream.of(report.admittedBytes()).sum();
        }
        ScarceThing thing = things.computeIfAbsent(TrafficShares.QUEUE, none -> new ScarceThing());
        double leaving = thing.leaving(now, queuedBytes, admittedBytes);
        thing.look(
                seconds,
                (double) queuedMillis / queueTargetMillis,
                !thing.shrinks(queuedBytes),
                leaving,
                highest(TrafficShares.QUEUE),
                String.format(
                        Locale.ROOT,
                        "requests waited %d ms for their reader (ingest.queue-time = %d ms), and %d bytes of them wait",
                        queuedMillis,
                        queueTargetMillis,
                        queuedBytes));
    }

    /** What the heaviest namespace that reaches it sends, by its weight. */
    private double highest(String destination) {
        Map<String, Double> byNamespace = new HashMap<>();
        for (ReportedTraffic reporter : reporters.values()) {
            TrafficReport report = reporter.last();
            for (int i = 0; i < report.namespaces().length; i++) {
                if (reaches(report, i, destination)) {
                    double rate = reporter.admitted(report.namespaces()[i]);
                    byNamespace.merge(report.namespaces()[i], rate / report.weights()[i], Double::sum);
                }
            }
        }
        return byNamespace.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    private static boolean reaches(TrafficReport report, int namespace, String destination) {
        if (destination.equals(TrafficShares.QUEUE)) {
            return true;
        }
        for (int d = 0; d < report.destinations().length; d++) {
            if (report.destinations()[d].equals(destination)) {
                return (report.reaches()[namespace] & TrafficReport.bit(d)) != 0;
            }
        }
        return false;
    }

    private Map<Integer, Map<String, Double>> parts() {
        if (reporters.size() < 2) {
            return Map.of();
        }
        Map<String, Double> sums = new HashMap<>();
        reporters.values().forEach(each -> each.asked().forEach((name, rate) -> sums.merge(name, rate, Double::sum)));
        Map<Integer, Map<String, Double>> parts = new TreeMap<>();
        reporters.forEach((number, reporter) -> {
            Map<String, Double> own = new TreeMap<>();
            sums.forEach((name, sum) -> {
                if (sum > 0) {
                    double asked = reporter.asked().getOrDefault(name, 0.0) / sum;
                    own.put(name, EVEN / reporters.size() + (1 - EVEN) * asked);
                }
            });
            parts.put(number, own);
        });
        return parts;
    }

    /** What is held in all processes together. Where one is all there is, it knows by itself. */
    private Map<String, long[]> held() {
        Map<String, long[]> held = new TreeMap<>();
        if (reporters.size() < 2) {
            return held;
        }
        for (ReportedTraffic reporter : reporters.values()) {
            TrafficReport report = reporter.last();
            for (int stock = 0; stock < report.stocks().length; stock++) {
                for (int i = 0; i < report.namespaces().length; i++) {
                    long holds = report.stocks()[stock][i];
                    if (holds > 0) {
                        held.computeIfAbsent(report.namespaces()[i], none -> new long[Stock.COUNT])[stock] += holds;
                    }
                }
            }
        }
        return held;
    }

    private static boolean isAlikeHeld(Map<String, long[]> one, Map<String, long[]> other) {
        if (!one.keySet().equals(other.keySet())) {
            return false;
        }
        for (Map.Entry<String, long[]> each : one.entrySet()) {
            long[] before = other.get(each.getKey());
            for (int stock = 0; before != null && stock < before.length; stock++) {
                long now = each.getValue()[stock];
                if (Math.abs(now - before[stock]) > TOLERANCE * now) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isAlike(TrafficShares one, TrafficShares other) {
        return areAlike(one.levels(), other.levels(), 0)
                && isAlikeHeld(one.held(), other.held())
                && one.parts().keySet().equals(other.parts().keySet())
                && one.parts().entrySet().stream()
                        .allMatch(each -> areAlike(
                                each.getValue(), other.parts().getOrDefault(each.getKey(), Map.of()), TOLERANCE));
    }

    /** @param absolute how far apart values may be, besides {@value #TOLERANCE} of them */
    private static boolean areAlike(Map<String, Double> one, Map<String, Double> other, double absolute) {
        if (!one.keySet().equals(other.keySet())) {
            return false;
        }
        for (Map.Entry<String, Double> each : one.entrySet()) {
            double apart = Math.abs(each.getValue() - other.getOrDefault(each.getKey(), 0.0));
            if (apart > absolute + TOLERANCE * Math.abs(each.getValue())) {
                return false;
            }
        }
        return true;
    }
}
