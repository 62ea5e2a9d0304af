package io.adxflow.kql.duckdb;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A DuckDB that begins with its first connection: most runs are never asked, and its library is unpacked each time. Thread-safe. */
final class LateDuckDb implements DuckDb {
    /** Begins a database. */
    @FunctionalInterface
    interface Beginning {
        DuckDb begin() throws SQLException;
    }

    private final Beginning beginning;
    private @Nullable DuckDb begun;
    private boolean closed;

    LateDuckDb(Beginning beginning) {
        this.beginning = beginning;
    }

    @Override
    public synchronized Session open() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed");
        }
        DuckDb database = begun;
        if (database == null) {
            database = beginning.begin();
            begun = database;
        }
        return database.open();
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        if (begun != null) {
            begun.close();
        }
    }
}
