package io.adxflow.sources.limits;

import java.util.HashMap;
import java.util.Map;

/** What one process reports, and the rates between its reports. Not thread-safe. */
final class ReportedTraffic {
    private static final double SMOOTH = 0.5;

    private TrafficReport last;
    private long atMillis;
    /** Bytes a second by namespace. */
    private final Map<String, Double> admitted = new HashMap<>();

    private final Map<String, Double> asked = new HashMap<>();

    ReportedTraffic(TrafficReport first, long atMillis) {
        this.last = first;
        this.atMillis = atMillis;
    }

    void take(TrafficReport next, long now) {
        double seconds = (now - atMillis) / 1e3;
        if (next.attempt() == last.attempt() && seconds > 0) {
            Map<String, Integer> before = new HashMap<>();
            for (int i = 0; i < last.namespaces().length; i++) {
                before.put(last.namespaces()[i], i);
            }
            for (int i = 0; i < next.namespaces().length; i++) {
                Integer old = before.get(next.namespaces()[i]);
                long in = next.admittedBytes()[i] - (old == null ? 0 : last.admittedBytes()[old]);
                long away = next.turnedAwayBytes()[i] - (old == null ? 0 : last.turnedAwayBytes()[old]);
                smooth(admitted, next.namespaces()[i], in / seconds);
                smooth(asked, next.namespaces()[i], (in + away) / seconds);
            }
        }
        last = next;
        atMillis = now;
    }

    private static void smooth(Map<String, Double> rates, String name, double rate) {
        rates.merge(name, Math.max(0, rate), (old, now) -> old + SMOOTH * (now - old));
    }

    TrafficReport last() {
        return last;
    }

    /** When the last report came. */
    long atMillis() {
        return atMillis;
    }

    /** Bytes a second of a namespace that were taken. */
    double admitted(String namespace) {
        return admitted.getOrDefault(namespace, 0.0);
    }

    /** Bytes a second by namespace that were taken or turned away. */
    Map<String, Double> asked() {
        return asked;
    }
}
