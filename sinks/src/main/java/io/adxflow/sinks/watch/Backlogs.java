package io.adxflow.sinks.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Rows that this JVM holds and has not delivered, by moniker and {@linkplain Stage stage}, with the time at which the oldest of them
 * was received. Each operator on the way has an {@link Account}, whose entries are as many as what its state holds. Thread-safe.
 */
public final class Backlogs {
    private static final Backlogs JVM = new Backlogs();

    private final List<Account> accounts = new CopyOnWriteArrayList<>();

    private volatile long expectedMillis;

    /** Where rows wait. */
    public enum Stage {
        /** In a reader's table buffers. */
        BUFFERED,
        /** In batches that still take rows. */
        OPEN,
        /** In batches that are being staged and committed. */
        COMMITTING,
        /** In batches that are late, pending, held or parked. */
        PARKED,
        /** In the moniker's standby store. */
        STANDBY
    }

    /**
     * What one entry, or a sum of them, holds.
     *
     * @param bytes as they are stored: compressed, but for rows in buffers, of which nobody knows
     * @param oldestMillis when the oldest row came, epoch milliseconds; {@link Long#MAX_VALUE} where there is none
     */
    public record Held(long rows, long bytes, long oldestMillis) {
        public static final Held NOTHING = new Held(0, 0, Long.MAX_VALUE);

        /** Both together. */
        public Held plus(Held other) {
            return new Held(rows + other.rows, bytes + other.bytes, Math.min(oldestMillis, other.oldestMillis));
        }
    }

    /** For tests and {@link #jvm}. */
    public Backlogs() {}

    /** The backlogs of this JVM. */
    public static Backlogs jvm() {
        return JVM;
    }

    /** An empty account, to be closed by whoever asked for it. */
    public Account open(Stage stage) {
        Account account = new Account(stage);
        accounts.add(account);
        return account;
    }

    /** A batch that some account holds as {@link Stage#COMMITTING} has left its commit. */
    public void settled(String batchId) {
        for (Account account : accounts) {
            if (account.stage == Stage.COMMITTING) {
                account.remove(batchId);
            }
        }
    }

    /** What waits, by moniker and stage. */
    public Map<String, Map<Stage, Held>> byMoniker() {
        Map<String, Map<Stage, Held>> sums = new HashMap<>();
        for (Account account : accounts) {
            account.entries.values().forEach(entry -> sums.computeIfAbsent(entry.moniker, name -> new HashMap<>())
                    .merge(account.stage, entry.held, Held::plus));
        }
        return sums;
    }

    /** What is in batches that still take rows, by table. */
    public void openByTable(BiConsumer<TableName, Held> action) {
        for (Account account : accounts) {
            if (account.stage == Stage.OPEN) {
                account.entries.forEach((key, entry) -> {
                    if (key instanceof OpenTable open) {
                        action.accept(open.table(), entry.held);
                    }
                });
            }
        }
    }

    /** How old rows may be before somebody should be told, as a part of the job is configured; 0 when none has said so. */
    public long expectedMillis() {
        return expectedMillis;
    }

    /** Says how long rows take at most when nothing is wrong. */
    public void expect(long millis) {
        expectedMillis = millis;
    }

    /**
     * Names an open batch.
     *
     * @param part tells batches of one table from each other
     */
    public record OpenTable(TableName table, Object part) {}

    private record Entry(String moniker, Held held) {}

    /** What one operator instance holds. Written by one thread. */
    public final class Account implements AutoCloseable {
        private final Stage stage;
        private final Map<Object, Entry> entries = new ConcurrentHashMap<>();

        private Account(Stage stage) {
            this.stage = stage;
        }

        /** Says what there is of something now, whatever was said of it before. */
        public void put(Object what, String moniker, Held held) {
            if (held.rows() == 0) {
                entries.remove(what);
            } else {
                entries.put(what, new Entry(moniker, held));
            }
        }

        /** Says all that there is, by moniker. */
        public void replace(Map<String, Held> byMoniker) {
            entries.keySet().retainAll(byMoniker.keySet());
            byMoniker.forEach((moniker, held) -> put(moniker, moniker, held));
        }

        /** It has left. */
        public void remove(Object what) {
            entries.remove(what);
        }

        /** Its holder is gone, with all of it. */
        @Override
        public void close() {
            accounts.remove(this);
        }
    }
}
