package io.adxflow.job.rows;

import java.util.concurrent.atomic.AtomicInteger;

/** One table's place among those that its namespace may have. Thread-safe: readers of one JVM share it. */
final class TablePlace {
    private final TableName name;
    /** The address that made the table, which it counts against. */
    private final String owner;

    private final AtomicInteger readersWithRows = new AtomicInteger();
    private volatile long lastRowsMillis;
    private volatile boolean given = true;

    /** A table regardless of its columns, of which there may be several sets. */
    record TableName(String database, String table) {
        static TableName of(TableKey key) {
            return new TableName(key.database(), key.table());
        }
    }

    TablePlace(TableName name, String owner, long nowMillis) {
        this.name = name;
        this.owner = owner;
        this.lastRowsMillis = nowMillis;
    }

    TableName name() {
        return name;
    }

    String owner() {
        return owner;
    }

    /** A reader has rows of the table now. */
    void hasRows() {
        readersWithRows.incrementAndGet();
    }

    /** That reader has sent all of them on. */
    void hasNoRows(long nowMillis) {
        lastRowsMillis = nowMillis;
        readersWithRows.decrementAndGet();
    }

    /** The table is asked for, so it is not idle. */
    void touch(long nowMillis) {
        lastRowsMillis = Math.max(lastRowsMillis, nowMillis);
    }

    boolean isIdle(long nowMillis, long idleMillis) {
        return readersWithRows.get() == 0 && nowMillis - lastRowsMillis >= idleMillis;
    }

    /** False once the place was free for another table. */
    boolean isGiven() {
        return given;
    }

    void give() {
        given = true;
    }

    void takeBack() {
        given = false;
    }
}
