package io.adxflow.job.opamp;

/** Lets so many through in a second. Not thread-safe. */
final class RateGate {
    private long second;
    private int count;

    boolean admits(int perSecond, long nowMillis) {
        long now = nowMillis / 1000;
        if (now != second) {
            second = now;
            count = 0;
        }
        return count++ < perSecond;
    }
}
