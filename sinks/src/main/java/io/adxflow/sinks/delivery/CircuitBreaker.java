package io.adxflow.sinks.delivery;

import java.util.function.LongSupplier;

/**
 * Keeps calls away from a destination that fails. Closed at first; opens after some failures in a row; when its pause is
 * over, one caller may {@linkplain #mayProbe probe}. A good probe closes it on trial: the next failure opens it again, for
 * longer. Thread-safe.
 */
final class CircuitBreaker {
    private final int threshold;
    private final Backoff pauses;
    private final LongSupplier millis;

    private int failuresInARow;
    private int openings;
    private boolean open;
    private boolean probing;
    private long openUntil;
    private String lastFailure = "";

    /** @param millis a clock */
    CircuitBreaker(int threshold, Backoff pauses, LongSupplier millis) {
        this.threshold = threshold;
        this.pauses = pauses;
        this.millis = millis;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** When a probe will be possible, on the breaker's clock. */
    synchronized long openUntil() {
        return openUntil;
    }

    synchronized String lastFailure() {
        return lastFailure;
    }

    /** True for one caller once the pause is over; that one must call {@link #probed}. */
    synchronized boolean mayProbe() {
        if (!open || probing || millis.getAsLong() < openUntil) {
            return false;
        }
        probing = true;
        return true;
    }

    synchronized void probed(boolean good, String failure) {
        probing = false;
        if (good) {
            open = false;
            failuresInARow = threshold - 1;
        } else {
            trip(failure);
        }
    }

    /** Lets the next caller probe, however long the pause was to be. */
    synchronized void endPause() {
        openUntil = millis.getAsLong();
    }

    /** The probe said nothing either way: another caller may. */
    synchronized void probeUndecided() {
        probing = false;
    }

    /** Opens at once, however few failures there were. */
    synchronized void opened(String failure) {
        probing = false;
        trip(failure);
    }

    synchronized void succeeded() {
        failuresInARow = 0;
        openings = 0;
    }

    synchronized void failed(String failure) {
        lastFailure = failure;
        failuresInARow++;
        if (!open && failuresInARow >= threshold) {
            trip(failure);
        }
    }

    /** Opens for a time that the destination has named, at least; that time is no sign of a fault and does not grow. */
    synchronized void pause(long forMillis, String reason) {
        open = true;
        lastFailure = reason;
        openUntil = Math.max(openUntil, millis.getAsLong() + forMillis);
    }

    private void trip(String failure) {
        open = true;
        openings++;
        lastFailure = failure;
        openUntil = Math.max(openUntil, millis.getAsLong() + pauses.millis(openings));
    }
}
