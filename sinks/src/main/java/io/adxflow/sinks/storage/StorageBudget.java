package io.adxflow.sinks.storage;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Compressed bytes of undelivered batches that the tasks of this JVM hold, by moniker, so that admission can refuse what
 * there is no room for. Each operator on the way has an {@link Account}, fills it from its state when it is restored and
 * takes it away when it closes: bytes are counted where their references are. Thread-safe.
 */
public final class StorageBudget {
    private static final Map<URI, StorageBudget> BUDGETS = new ConcurrentHashMap<>();

    private final AtomicLong total = new AtomicLong();
    private final Map<String, AtomicLong> byMoniker = new ConcurrentHashMap<>();

    private StorageBudget() {}

    /** The budget of this JVM for one storage directory. */
    public static StorageBudget of(StorageSettings settings) {
        return BUDGETS.computeIfAbsent(settings.directory(), directory -> new StorageBudget());
    }

    /** Why {@code moniker} has no room for another byte, or null when it has. */
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

    /** Bytes held for a moniker. */
    public long held(String moniker) {
        AtomicLong held = byMoniker.get(moniker);
        return held == null ? 0 : held.get();
    }

    /** An empty account, to be closed by whoever asked for it. */
    public Account open() {
        return new Account();
    }

    private void add(String moniker, long bytes) {
        total.addAndGet(bytes);
        byMoniker.computeIfAbsent(moniker, name -> new AtomicLong()).addAndGet(bytes);
    }

    /** What one operator instance holds. For one thread. */
    public final class Account implements AutoCloseable {
        private final Map<String, Long> held = new HashMap<>();

        private Account() {}

        /** Books bytes in, or out when negative. */
        public void add(String moniker, long bytes) {
            held.merge(moniker, bytes, Long::sum);
            StorageBudget.this.add(moniker, bytes);
        }

        @Override
        public void close() {
            held.forEach((moniker, bytes) -> StorageBudget.this.add(moniker, -bytes));
            held.clear();
        }
    }
}
