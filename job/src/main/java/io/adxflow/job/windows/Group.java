package io.adxflow.job.windows;

/** A series of a metric. */
final class Group {
    private static final long MINUTE_MILLIS = 60_000;

    /** Wall clock of its last record, to the minute, in epoch milliseconds. */
    long seenMillis;
    /** The running totals, if rows hold these; else empty. */
    double[] totals;
    /** The newest time of its rows, likewise. */
    long newestMillis = Long.MIN_VALUE;

    Group(long seenMillis, double[] totals, long newestMillis) {
        this.seenMillis = seenMillis;
        this.totals = totals;
        this.newestMillis = newestMillis;
    }

    void see(long nowMillis) {
        seenMillis = nowMillis - Math.floorMod(nowMillis, MINUTE_MILLIS);
    }
}
