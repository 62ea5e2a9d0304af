package io.adxflow.sinks.delivery;

import java.util.function.LongSupplier;

/** Says when something that goes on is worth a line in the log: when it has changed, and once a minute. Thread-safe. */
final class Sometimes {
    static final long PERIOD_MILLIS = 60_000;

    private final LongSupplier millis;
    private Object lastWhat = "";
    private long lastAtMillis;
    private boolean any;

    /** @param millis a clock */
    Sometimes(LongSupplier millis) {
        this.millis = millis;
    }

    /** True when {@code what} was not the last thing asked about, or a minute has passed since this was last true. */
    synchronized boolean isWorthSaying(Object what) {
        long now = millis.getAsLong();
        if (any && what.equals(lastWhat) && now - lastAtMillis < PERIOD_MILLIS) {
            return false;
        }
        any = true;
        lastWhat = what;
        lastAtMillis = now;
        return true;
    }
}
