package io.adxflow.kql.duckdb;

import io.adxflow.kql.sql.Prelude;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/** Makes connections to one DuckDB, each with the macros that its statements need. Threads: any; a connection is for one. */
public interface DuckDb extends AutoCloseable {
    /** A new connection, to be closed. */
    Session open() throws SQLException;

    @Override
    void close() throws SQLException;

    /** A connection that knows which macros it has. For one thread, but for {@link #cancel}. */
    final class Session implements AutoCloseable {
        private final Connection connection;
        private final Set<String> macros = new HashSet<>();
        private final Interruption cancellation = new Interruption(this::interrupt);
        private volatile boolean cancelled;
        private boolean closed;

        public Session(Connection connection) {
            this.connection = connection;
        }

        /** A statement for this SQL, whose macros are made. */
        Statement prepared(String sql) throws SQLException {
            try (Statement setup = connection.createStatement()) {
                for (String macro : Prelude.before(sql, macros)) {
                    setup.execute(macro);
                }
            }
            return connection.createStatement();
        }

        /** Ends what runs in it, whether it is calculated or its rows are read, and whatever is run from now on. From any thread. */
        public void cancel() {
            cancelled = true;
            cancellation.after(Duration.ZERO);
        }

        boolean isCancelled() {
            return cancelled;
        }

        /** Interrupts what runs from the deadline on, until this is closed. */
        Interruption interruptedAt(Deadline deadline) {
            Interruption interruption = new Interruption(this::interrupt);
            interruption.after(Duration.ofNanos(Math.max(0, deadline.endNanos() - System.nanoTime())));
            return interruption;
        }

        private synchronized void interrupt() {
            if (!closed) {
                DuckDbInterrupt.interrupt(connection);
            }
        }

        @Override
        public void close() throws SQLException {
            cancellation.close();
            synchronized (this) {
                closed = true;
            }
            connection.close();
        }
    }

    /** How a database of its own behaves: what is needed is linked in, a query must not reach for the network, and results stream. */
    static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("jdbc_stream_results", "true");
        return properties;
    }

    /**
     * A database in memory.
     *
     * @param memoryBytes how much all its queries may take together
     * @param threads how many threads it works with
     */
    static DuckDb inMemory(long memoryBytes, int threads) throws SQLException {
        return inMemory(memoryBytes, threads, true);
    }

    /** The same as {@link #inMemory(long, int, boolean)}, but begun by who first opens it; that this does not work is told there. */
    static DuckDb inMemoryWhenAsked(long memoryBytes, int threads, boolean spills) {
        return new LateDuckDb(() -> inMemory(memoryBytes, threads, spills));
    }

    /**
     * A database in memory.
     *
     * @param memoryBytes how much all its queries may take together
     * @param threads how many threads it works with
     * @param spills whether a query that needs more goes on with files in the working directory, or fails
     */
    static DuckDb inMemory(long memoryBytes, int threads, boolean spills) throws SQLException {
        Properties properties = properties();
        if (!spills) {
            properties.setProperty("temp_directory", "");
        }
        properties.setProperty("memory_limit", memoryBytes + "B");
        properties.setProperty("threads", Integer.toString(threads));
        DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
        return new DuckDb() {
            @Override
            public Session open() throws SQLException {
                return new Session(root.duplicate());
            }

            @Override
            public void close() throws SQLException {
                root.close();
            }
        };
    }
}
