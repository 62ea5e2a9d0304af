package io.adxflow.sinks.standby;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a store holds for one moniker, by database: sums over all of it, and the names of the oldest, as many as were asked for. Its
 * memory does not grow with the store.
 */
public final class StandbyListing {
    /** Databases that share the names, at least. */
    private static final int MIN_NAMES = 16;

    private final Map<String, OfDatabase> databases = new TreeMap<>();

    /** Of one database. For one thread. */
    public static final class OfDatabase {
        private long batches;
        private long rows;
        private long bytes;
        private long oldestAtMillis = Long.MAX_VALUE;
        private final PriorityQueue<StandbyName> oldest = new PriorityQueue<>(Collections.reverseOrder());

        public long batches() {
            return batches;
        }

        public long rows() {
            return rows;
        }

        public long bytes() {
            return bytes;
        }

        /** When the oldest was sealed, epoch milliseconds; never, when there is none. */
        public long oldestAtMillis() {
            return oldestAtMillis;
        }

        /** The oldest, oldest first. */
        public List<StandbyName> oldest() {
            List<StandbyName> names = new ArrayList<>(oldest);
            Collections.sort(names);
            return names;
        }
    }

    private StandbyListing() {}

    /**
     * Lists. Blocks.
     *
     * @param maxNames of all databases together
     * @param counted which count
     */
    public static StandbyListing of(StandbyStore store, String moniker, int maxNames, Predicate<StandbyName> counted)
            throws IOException {
        StandbyListing listing = new StandbyListing();
        store.visit(moniker, name -> {
            if (counted.test(name)) {
                listing.add(name, maxNames);
            }
        });
        return listing;
    }

    private void add(StandbyName name, int maxNames) {
        OfDatabase database = databases.computeIfAbsent(name.database(), any -> new OfDatabase());
        database.batches++;
        database.rows += name.rows();
        database.bytes += name.storedBytes();
        database.oldestAtMillis = Math.min(database.oldestAtMillis, name.sealedAtMillis());
        database.oldest.add(name);
        while (database.oldest.size() > Math.max(MIN_NAMES, maxNames / databases.size())) {
            database.oldest.remove();
        }
    }

    /** By name. */
    public Map<String, OfDatabase> databases() {
        return databases;
    }
}
