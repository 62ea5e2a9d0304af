package io.adxflow.sources.limits;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * One namespace at the door of one process: lets requests in while every bucket has something, and counts what came and what was
 * turned away. What a body holds is estimated from the ones before it, and corrected when it was decoded. Thread-safe.
 */
final class NamespaceGate {
    private static final double BURST_SECONDS = 1;
    private static final double NEWEST = 0.1;
    /** A wait that is told: longer ones are asked for again. */
    private static final int LONGEST_WAIT_SECONDS = 60;

    /** Batches leave every few seconds where anything leaves. */
    private static final int STORAGE_WAIT_SECONDS = 5;

    private final String namespace;
    private final Map<Resource, TokenBucket> configured = new EnumMap<>(Resource.class);
    private final TokenBucket shared;
    private NamespaceLimits limits = NamespaceLimits.NONE;
    private long mostStored = Long.MAX_VALUE;
    private double storageLimit = Double.POSITIVE_INFINITY;
    private LongSupplier stored = () -> 0;
    private String scarce = "";
    private double share = 1;
    private double samplesPerByte;
    private long admittedBytes;
    private long settledBytes;
    private long turnedAwayBytes;
    private long turnedAwayRequests;
    private long samples;
    private long newSeries;

    NamespaceGate(String namespace, long nowNanos) {
        this.namespace = namespace;
        for (Resource resource : Resource.values()) {
            configured.put(resource, new TokenBucket(BURST_SECONDS, nowNanos));
        }
        shared = new TokenBucket(BURST_SECONDS, nowNanos);
    }

    /** @param ofProcess this process' part of the limits, 0 to 1 */
    synchronized void limit(NamespaceLimits next, double ofProcess, long nowNanos) {
        limits = next;
        share = ofProcess;
        for (Resource resource : Resource.values()) {
            double rate = resource.of(next);
            bucket(resource).setRate(Double.isInfinite(rate) ? rate : rate * ofProcess, nowNanos);
        }
    }

    /**
     * Bounds the namespace because something is scarce.
     *
     * @param bytesPerSecond infinite for no bound
     * @param why names what is scarce, for messages
     */
    synchronized void bound(double bytesPerSecond, String why, long nowNanos) {
        scarce = why;
        shared.setRate(bytesPerSecond, nowNanos);
    }

    /**
     * Turns requests away while so much is held for the namespace.
     *
     * @param limit as configured, for messages
     * @param held asked for each request
     */
    synchronized void store(long most, double limit, LongSupplier held) {
        mostStored = most;
        storageLimit = limit;
        stored = held;
    }

    private String storageMessage(long held) {
        return String.format(
                Locale.ROOT,
                "namespace %s holds %d undelivered bytes in this process (at most %d now, of limits.%s.%s = %.0f)",
                namespace,
                held,
                mostStored,
                namespace,
                Stock.STORAGE.key(),
                storageLimit);
    }

    private TokenBucket bucket(Resource resource) {
        return Objects.requireNonNull(configured.get(resource));
    }

    synchronized Admission admit(long bytes, long nowNanos) {
        for (Resource resource : Resource.values()) {
            double wait = bucket(resource).waitSeconds(nowNanos);
            if (wait > 0) {
                return turnAway(bytes, limitMessage(resource), wait);
            }
        }
        if (mostStored != Long.MAX_VALUE) {
            long held = stored.getAsLong();
            if (held >= mostStored) {
                return turnAway(bytes, storageMessage(held), STORAGE_WAIT_SECONDS);
            }
        }
        double wait = shared.waitSeconds(nowNanos);
        return wait > 0 ? turnAway(bytes, scarceMessage(), wait) : Admission.YES;
    }

    private Admission turnAway(long bytes, String message, double waitSeconds) {
        turnedAwayRequests++;
        turnedAwayBytes += Math.max(0, bytes);
        return new Admission.No(message, (int) Math.ceil(Math.max(1, Math.min(LONGEST_WAIT_SECONDS, waitSeconds))));
    }

    private String limitMessage(Resource resource) {
        return String.format(
                Locale.ROOT,
                "namespace %s sends more %s than limits.%s.%s = %.0f (%.0f of them through this process)",
                namespace,
                resource.unit(),
                namespace,
                resource.key(),
                resource.of(limits),
                resource.of(limits) * share);
    }

    private String scarceMessage() {
        return String.format(
                Locale.ROOT,
                "namespace %s has %.0f bytes a second through this process for now, its part by limits.%s.weight = %s: %s",
                namespace,
                shared.rate(),
                namespace,
                limits.weight(),
                scarce);
    }

    /** A body goes to a reader. Returns how many samples it is taken to hold, for {@link #settle}. */
    synchronized long reserve(long bytes, long nowNanos) {
        admittedBytes += bytes;
        bucket(Resource.BYTES).take((double) bytes, nowNanos);
        shared.take((double) bytes, nowNanos);
        long estimate = Math.round(bytes * samplesPerByte);
        bucket(Resource.SAMPLES).take((double) estimate, nowNanos);
        return estimate;
    }

    /** What a body held, of which {@code reserved} samples were taken before. */
    synchronized void settle(long reserved, long bytes, long itsSamples, double itsNewSeries, long nowNanos) {
        settledBytes += bytes;
        samples += itsSamples;
        newSeries += Math.round(itsNewSeries);
        bucket(Resource.SAMPLES).take((double) (itsSamples - reserved), nowNanos);
        bucket(Resource.NEW_SERIES).take(itsNewSeries, nowNanos);
        if (bytes > 0 && itsSamples > 0) {
            double ratio = (double) itsSamples / bytes;
            samplesPerByte = samplesPerByte == 0 ? ratio : samplesPerByte + NEWEST * (ratio - samplesPerByte);
        }
    }

    synchronized Traffic traffic() {
        return new Traffic(
                admittedBytes, admittedBytes - settledBytes, turnedAwayBytes, turnedAwayRequests, samples, newSeries);
    }

    /** What the namespace may send through this process for now, bytes a second; infinite for no bound. */
    synchronized double boundBytesPerSecond() {
        return Math.min(shared.rate(), bucket(Resource.BYTES).rate());
    }

    /**
     * Totals since the process opened its listener.
     *
     * @param waitingBytes of those admitted, what no reader has decoded yet
     */
    record Traffic(
            long admittedBytes,
            long waitingBytes,
            long turnedAwayBytes,
            long turnedAwayRequests,
            long samples,
            long newSeries) {}
}
