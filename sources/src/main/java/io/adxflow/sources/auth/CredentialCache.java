package io.adxflow.sources.auth;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that were found good, for a few seconds each, so that what was revoked is refused soon. Those whose time is over are still
 * known as such that were good. Bounded: when it is full it begins anew. Thread-safe, without locks.
 */
final class CredentialCache {
    private static final long TIME_NANOS = Duration.ofSeconds(5).toNanos();

    private final int capacity;
    private final ConcurrentHashMap<Fingerprint, Entry> entries = new ConcurrentHashMap<>();
    private volatile long generation;

    /** One that was good. */
    record Entry(AuthVerdict accepted, long generation, long untilNanos) {}

    CredentialCache(int capacity) {
        this.capacity = capacity;
    }

    /** Null when it was never good, or is forgotten. */
    @Nullable
    Entry find(Fingerprint credential) {
        return entries.get(credential);
    }

    boolean isFresh(Entry entry, long nowNanos) {
        return entry.generation() == generation && nowNanos - entry.untilNanos() < 0;
    }

    /** To be asked for before the credential is looked at: what changes meanwhile makes the entry stale. */
    long generation() {
        return generation;
    }

    void good(Fingerprint credential, AuthVerdict accepted, long itsGeneration, long nowNanos) {
        if (entries.size() >= capacity) {
            entries.clear();
        }
        entries.put(credential, new Entry(accepted, itsGeneration, nowNanos + TIME_NANOS));
    }

    void bad(Fingerprint credential) {
        entries.remove(credential);
    }

    /** Every credential is to be looked at again. */
    synchronized void stale() {
        generation++;
    }

    int size() {
        return entries.size();
    }
}
