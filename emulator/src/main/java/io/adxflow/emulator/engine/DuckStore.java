package io.adxflow.emulator.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.duckdb.DuckDBConnection;

/**
 * The DuckDB file with everything in it: the catalog as JSON texts, the extents, the rows.
 *
 * <p>Threads: each takes a connection of its own from {@link #connect}. Who changes tables holds the write lock of
 * {@link #definitions}, who loads rows its read lock: DuckDB fails a load whose table changes meanwhile.
 */
public final class DuckStore implements AutoCloseable {
    static final String ENTITIES = "_adx.entities";
    static final String EXTENTS = "_adx.extents";

    private final DuckDBConnection root;
    private final Connection catalog;
    private final ReentrantReadWriteLock definitions = new ReentrantReadWriteLock();

    private DuckStore(DuckDBConnection root, Connection catalog) {
        this.root = root;
        this.catalog = catalog;
    }

    /** Opens {@code engine.duckdb} in a folder, or makes it. */
    public static DuckStore open(Path folder) throws IOException, SQLException {
        Files.createDirectories(folder);
        Properties properties = new Properties();
        // What is needed is linked in; a query must not reach for the network.
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("memory_limit", "1GB");
        properties.setProperty("threads", "2");
        // Small loads into thousands of tables: each checkpoint rewrites the end of each table.
        properties.setProperty("wal_autocheckpoint", "256MB");
        DuckDBConnection root = (DuckDBConnection)
                DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("engine.duckdb"), properties);
        try (Statement statement = root.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS _adx");
            statement.execute("CREATE TABLE IF NOT EXISTS " + ENTITIES
                    + " (kind VARCHAR, database VARCHAR, name VARCHAR, json VARCHAR)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + EXTENTS
                    + " (id UUID, database VARCHAR, name VARCHAR, created TIMESTAMP, row_count BIGINT, raw_bytes BIGINT,"
                    + " blob_bytes BIGINT, blobs INTEGER, tags VARCHAR, messages VARCHAR)");
        }
        return new DuckStore(root, root.duplicate());
    }

    /** A new connection, with commits after each statement. */
    public DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    /** Keeps definitions and loads apart. */
    public ReentrantReadWriteLock definitions() {
        return definitions;
    }

    /** Called for each stored text. */
    public interface EntityReader {
        void entity(String kind, String json) throws SQLException;
    }

    /** Reads all that was stored. */
    public synchronized void readEntities(EntityReader reader) throws SQLException {
        try (Statement statement = catalog.createStatement();
                ResultSet rows = statement.executeQuery("SELECT kind, json FROM " + ENTITIES)) {
            while (rows.next()) {
                reader.entity(rows.getString(1), rows.getString(2));
            }
        }
    }

    /** Stores a text in place of the one before. */
    public synchronized void putEntity(String kind, String database, String name, String json) throws SQLException {
        deleteEntity(kind, database, name);
        try (PreparedStatement insert = catalog.prepareStatement("INSERT INTO " + ENTITIES + " VALUES (?, ?, ?, ?)")) {
            insert.setString(1, kind);
            insert.setString(2, database);
            insert.setString(3, name);
            insert.setString(4, json);
            insert.execute();
        }
    }

    synchronized void deleteEntity(String kind, String database, String name) throws SQLException {
        try (PreparedStatement delete =
                catalog.prepareStatement("DELETE FROM " + ENTITIES + " WHERE kind = ? AND database = ? AND name = ?")) {
            delete.setString(1, kind);
            delete.setString(2, database);
            delete.setString(3, name);
            delete.execute();
        }
    }

    synchronized void execute(String sql) throws SQLException {
        try (Statement statement = catalog.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        catalog.close();
        root.close();
    }
}
