package io.adxflow.sinks.storage;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Compressed bytes of undelivered batches that the tasks of this JVM hold, by moniker and database, so that admission can refuse
 * what there is no room for. Each operator on the way has an {@link Account}, fills it from its state when it is restored and
 * takes it away when it closes: bytes are counted where their references are. Thread-safe.
 *
 * <p>Databases that are {@linkplain Account#undeliverable said} to take no batches while their destination does share a part of
 * their moniker's room, so that they leave the rest to the others.
 */
public final class StorageBudget {
    private static final Map<URI, StorageBudget> BUDGETS = new ConcurrentHashMap<>();

    private final AtomicLong total = new AtomicLong();
    private final Map<String, OfMoniker> byMoniker = new ConcurrentHashMap<>();

    private StorageBudget() {}

    /** What is held for one moniker; for each of its databases an entry while any bytes are. */
    private static final class OfMoniker {
        private final AtomicLong held = new AtomicLong();
        private final AtomicLong arrived = new AtomicLong();
        private final Map<String, Long> byDatabase = new ConcurrentHashMap<>();

        /** Why, by database. */
        private final Map<String, String> undeliverable = new ConcurrentHashMap<>();

        private long heldByUndeliverable() {
            long sum = 0;
            for (String database : undeliverable.keySet()) {
                sum += byDatabase.getOrDefault(database, 0L);
            }
            return sum;
        }
    }

    /** The budget of this JVM for one storage directory. */
    public static StorageBudget of(StorageSettings settings) {
        return BUDGETS.computeIfAbsent(settings.directory(), directory -> new StorageBudget());
    }

    /** The storage directories that the jobs of this JVM use or have used. */
    public static Set<URI> directories() {
        return Set.copyOf(BUDGETS.keySet());
    }

    /** Why nobody has room for another byte for {@code moniker}, or null when there is room. */
    public @Nullable String overload(String moniker, StorageSettings limits) {
        long held = total.get();
        if (held >= limits.maxBytes()) {
            return "undelivered bytes: " + held + " (expected: below " + StorageOptions.MAX_BYTES.key() + " = "
                    + limits.maxBytes() + ")";
        }
        long ofMoniker = held(moniker);
        if (ofMoniker >= limits.maxBytesPerMoniker()) {
            return "undelivered bytes of moniker " + moniker + ": " + ofMoniker + " (expected: below "
                    + StorageOptions.MAX_BYTES_PER_MONIKER.key() + " = " + limits.maxBytesPerMoniker() + ")";
        }
        return null;
    }

    /**
     * Why {@code database} has no room for another byte although its moniker may have, or null when it has: it takes no batches,
     * and those that do not have their share of the moniker's room.
     */
    public @Nullable String overload(String moniker, String database, StorageSettings limits) {
        OfMoniker held = byMoniker.get(moniker);
        String reason = held == null ? null : held.undeliverable.get(database);
        if (held == null || reason == null) {
            return null;
        }
        long bytes = held.heldByUndeliverable();
        long limit = limits.maxUndeliverableBytes();
        return bytes < limit
                ? null
                : "database " + database + " of moniker " + moniker + " takes no batches: " + reason
                        + ". Undelivered bytes of such databases: " + bytes + " (expected: below " + limit
                        + ", which is "
                        + StorageOptions.MAX_UNDELIVERABLE_SHARE.key() + " of "
                        + StorageOptions.MAX_BYTES_PER_MONIKER.key()
                        + "). Mend the database, and they are delivered; or move or drop them by ./adxflow parked";
    }

    /** Bytes held for a moniker. */
    public long held(String moniker) {
        OfMoniker held = byMoniker.get(moniker);
        return held == null ? 0 : held.held.get();
    }

    /** Of {@link #held(String)} those that are not of databases which take no batches now, so that they leave by themselves. */
    public long deliverable(String moniker) {
        OfMoniker held = byMoniker.get(moniker);
        return held == null ? 0 : Math.max(0, held.held.get() - held.heldByUndeliverable());
    }

    /** Bytes that came for a moniker since this JVM began, those that have left again included. */
    public long arrived(String moniker) {
        OfMoniker ofMoniker = byMoniker.get(moniker);
        return ofMoniker == null ? 0 : ofMoniker.arrived.get();
    }

    /** Bytes held for a moniker's database. */
    public long held(String moniker, String database) {
        OfMoniker held = byMoniker.get(moniker);
        return held == null ? 0 : held.byDatabase.getOrDefault(database, 0L);
    }

    /** An empty account, to be closed by whoever asked for it. */
    public Account open() {
        return new Account();
    }

    private OfMoniker of(String moniker) {
        return byMoniker.computeIfAbsent(moniker, name -> new OfMoniker());
    }

    private void add(Place place, long bytes) {
        total.addAndGet(bytes);
        OfMoniker ofMoniker = of(place.moniker());
        ofMoniker.held.addAndGet(bytes);
        ofMoniker.byDatabase.merge(
                place.database(), bytes, (before, more) -> before + more == 0 ? null : before + more);
    }

    private record Place(String moniker, String database) {}

    /** What one operator instance holds. For one thread. */
    public final class Account implements AutoCloseable {
        private final Map<Place, Long> held = new HashMap<>();
        private final Set<Place> undeliverable = new HashSet<>();

        private Account() {}

        /** Books bytes in, or out when negative. */
        public void add(String moniker, String database, long bytes) {
            if (bytes == 0) {
                return;
            }
            Place place = new Place(moniker, database);
            held.merge(place, bytes, (before, more) -> before + more == 0 ? null : before + more);
            StorageBudget.this.add(place, bytes);
        }

        /** Books in bytes that no other account has had before. */
        public void arrive(String moniker, String database, long bytes) {
            add(moniker, database, bytes);
            of(moniker).arrived.addAndGet(bytes);
        }

        /**
         * Says that a database takes no batches while its destination does, or that it does again. One operator of the job says
         * so of one moniker.
         *
         * @param reason with what is to be done about it; null when it takes them
         */
        public void undeliverable(String moniker, String database, @Nullable String reason) {
            Place place = new Place(moniker, database);
            Map<String, String> reasons = of(moniker).undeliverable;
            if (reason == null) {
                undeliverable.remove(place);
                reasons.remove(database);
            } else {
                undeliverable.add(place);
                reasons.put(database, reason);
            }
        }

        @Override
        public void close() {
            undeliverable.forEach(place -> of(place.moniker()).undeliverable.remove(place.database()));
            undeliverable.clear();
            held.forEach((place, bytes) -> StorageBudget.this.add(place, -bytes));
            held.clear();
        }
    }
}
