package io.adxflow.sinks.pair;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.util.function.LongSupplier;

/** A storage or a hub of a pool, and whether it is left alone at present. Thread-safe. */
final class Member {
    private static final long MIN_REST_MILLIS = 1_000;
    private static final long MAX_REST_MILLIS = 60_000;

    private final String name;
    private final Destination destination;
    private final LongSupplier millis;
    private int failuresInARow;
    private long restUntil;

    Member(String name, Destination destination, LongSupplier millis) {
        this.name = name;
        this.destination = destination;
        this.millis = millis;
    }

    String name() {
        return name;
    }

    Destination destination() {
        return destination;
    }

    /** Its rank for a batch; the highest takes it, so that another member takes only its own share from each of the others. */
    long rank(String batchId) {
        byte[] bytes = (batchId + "\0" + name).getBytes(UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 0);
    }

    synchronized boolean isResting() {
        return millis.getAsLong() < restUntil;
    }

    synchronized void succeeded() {
        failuresInARow = 0;
    }

    /** Leaves it alone for a while, should the failure be all of its; returns whether it is. */
    boolean failed(Throwable failure) {
        FailureKind kind = destination.classify(failure);
        boolean blames = (kind == FailureKind.TRANSIENT || kind == FailureKind.CONFIGURATION)
                && destination.scope(failure) == FailureScope.DESTINATION;
        if (blames) {
            long asked = destination.retryAfterMillis(failure);
            synchronized (this) {
                failuresInARow++;
                long pause = Math.min(MAX_REST_MILLIS, MIN_REST_MILLIS << Math.min(failuresInARow - 1, 10));
                restUntil = Math.max(restUntil, millis.getAsLong() + Math.max(asked, pause));
            }
        }
        return blames;
    }
}
