package io.adxflow.job.page.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes smoothed rates of totals, and keeps what was counted in each of the last 60 minutes. A total that is smaller than before began
 * anew. Bounded: a count that was not told of for a minute is forgotten. For one thread.
 */
final class RateMeter {
    static final int MINUTES = 60;
    private static final double SMOOTH_SECONDS = 5;
    private static final long FORGET_MILLIS = 60_000;
    private static final long FORGET_EVERY_MILLIS = 10_000;
    private static final long MINUTE_MILLIS = 60_000;

    private final Map<Object, Rate> rates = new HashMap<>();
    private final Map<Object, float[]> histories = new HashMap<>();
    private final Map<String, Long> known = new HashMap<>();
    private long minute = -1;
    private long forgotMillis;

    private static final class Rate {
        double total;
        double perSecond;
        long atMillis;
    }

    /**
     * A count is told of.
     *
     * @param what of the process, of whatever equality
     * @param history what its history is kept under, which several processes may share; null for none
     * @return its rate, per second
     */
    double update(String process, Object what, @Nullable Object history, double total, long nowMillis) {
        Rate rate = rates.get(what);
        if (rate == null) {
            // What a process that is known begins to count, it counts from nothing.
            Long lastRound = known.get(process);
            rate = new Rate();
            rate.total = lastRound == null ? total : 0;
            rate.atMillis = lastRound == null ? nowMillis : lastRound;
            rates.put(what, rate);
        }
        double seconds = (nowMillis - rate.atMillis) / 1e3;
        if (seconds <= 0) {
            return rate.perSecond;
        }
        double more = total < rate.total ? total : total - rate.total;
        double weight = 1 - Math.exp(-seconds / SMOOTH_SECONDS);
        rate.perSecond += weight * (more / seconds - rate.perSecond);
        if (rate.perSecond < 1e-3 && more == 0) {
            rate.perSecond = 0;
        }
        rate.total = total;
        rate.atMillis = nowMillis;
        if (history != null && more > 0) {
            histories.computeIfAbsent(history, any -> new float[MINUTES])[(int) (minute % MINUTES)] += (float) more;
        }
        return rate.perSecond;
    }

    /** All counts of a process were told of as of this time. */
    void told(String process, long atMillis) {
        known.put(process, atMillis);
    }

    /** A round of updates begins. */
    void begin(long nowMillis) {
        long now = nowMillis / MINUTE_MILLIS;
        if (minute >= 0 && now > minute) {
            for (long m = minute + 1; m <= now && m <= minute + MINUTES; m++) {
                int slot = (int) (m % MINUTES);
                histories.values().forEach(history -> history[slot] = 0);
            }
        }
        minute = now;
        if (nowMillis - forgotMillis >= FORGET_EVERY_MILLIS || nowMillis < forgotMillis) {
            forgotMillis = nowMillis;
            rates.values().removeIf(rate -> nowMillis - rate.atMillis > FORGET_MILLIS);
            known.values().removeIf(at -> nowMillis - at > FORGET_MILLIS);
            histories.values().removeIf(RateMeter::isEmpty);
        }
    }

    private static boolean isEmpty(float[] history) {
        for (float minute : history) {
            if (minute != 0) {
                return false;
            }
        }
        return true;
    }

    /** What was counted in each of the last minutes, the present one last; empty when nothing was. */
    float[] history(Object what) {
        float[] ring = histories.get(what);
        if (ring == null) {
            return new float[0];
        }
        float[] ordered = new float[MINUTES];
        for (int i = 0; i < MINUTES; i++) {
            ordered[i] = ring[(int) ((minute + 1 + i) % MINUTES)];
        }
        return ordered;
    }
}
