package io.adxflow.emulator;

import io.adxflow.emulator.commands.CommandContext;
import io.adxflow.emulator.commands.ManagementCommands;
import io.adxflow.emulator.commands.Operations;
import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KqlRunner;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.engine.SqlRunner;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.http.KustoHttpServer;
import io.adxflow.emulator.http.KustoRequests;
import io.adxflow.emulator.ingestion.IngestionService;
import io.adxflow.emulator.ingestion.Resources;
import io.adxflow.emulator.ingestion.StandInStats;
import io.adxflow.emulator.storage.StorageAccount;
import io.adxflow.emulator.storage.StorageClient;
import io.adxflow.kql.duckdb.QueryLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A stand-in for a cluster of Azure Data Explorer: its data management and its engine on one port, for clients that do not know
 * the difference. Storage is an Azurite's, rows are in DuckDB.
 *
 * <p>Everything is in one folder and survives {@link #close}; a stand-in that is started on the same folder and the same
 * Azurite goes on.
 *
 * <p>Threads: any.
 */
public final class KustoStandIn implements AutoCloseable {
    private final DuckStore store;
    private final Catalog catalog;
    private final Extents extents;
    private final Faults faults;
    private final StandInStats stats;
    private final Resources resources;
    private final IngestionService ingestion;
    private final ManagementCommands commands;
    private final SqlRunner sql;
    private final KqlRunner kql;
    private final KustoHttpServer server;

    /** What can be chosen at the start. */
    public static final class Builder {
        private final Path folder;
        private final StorageAccount account;
        private int port;
        private final Set<String> databases = new LinkedHashSet<>();
        private Duration sealAfter = Duration.ofMillis(200);
        private Duration unseen = Duration.ofSeconds(30);
        private long maxRawBytes = 6L << 30;
        private int containers = 2;
        private int queues = 2;
        private Clock clock = Clock.systemUTC();

        private Builder(Path folder, StorageAccount account) {
            this.folder = folder;
            this.account = account;
        }

        /** Default: a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The databases that exist. Default: every name is one. */
        public Builder databases(String... names) {
            databases.addAll(List.of(names));
            return this;
        }

        /** How long a batch waits for more blobs. Default: 200 ms; the real service waits up to five minutes. */
        public Builder sealAfter(Duration value) {
            sealAfter = value;
            return this;
        }

        /** After which time a message that was left alone is delivered again. Default: 30 s. */
        public Builder unseen(Duration value) {
            unseen = value;
            return this;
        }

        /** The limit for the raw size of one blob. Default: 6 GiB, as the real one. */
        public Builder maxRawBytes(long value) {
            maxRawBytes = value;
            return this;
        }

        /** How many containers and queues clients are offered. Default: 2 of each. */
        public Builder resources(int containerCount, int queueCount) {
            containers = containerCount;
            queues = queueCount;
            return this;
        }

        /** For the age of tags and the end of signatures. Azurite has a clock of its own. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Starts it; it reads the queues and takes requests when this returns. */
        public KustoStandIn start() throws IOException {
            try {
                return new KustoStandIn(this);
            } catch (SQLException e) {
                throw new IOException("the stand-in's DuckDB in " + folder + " cannot be opened", e);
            }
        }
    }

    /** A stand-in whose data is in a folder, with the storage of an Azurite that runs. */
    public static Builder in(Path folder, AzuriteProcess azurite) {
        return new Builder(folder, azurite.account());
    }

    private KustoStandIn(Builder settings) throws IOException, SQLException {
        Clock clock = settings.clock;
        StorageClient storage = new StorageClient();
        faults = new Faults();
        stats = new StandInStats();
        store = DuckStore.open(settings.folder);
        catalog = new Catalog(store, settings.databases);
        extents = new Extents(store, clock);
        resources = new Resources(settings.account, storage, store, clock, settings.containers, settings.queues);
        ingestion = new IngestionService(
                new IngestionService.Settings(settings.sealAfter, settings.unseen, settings.maxRawBytes, 6, 2),
                storage,
                resources,
                store,
                catalog,
                extents,
                faults,
                stats,
                clock,
                settings.folder);
        commands = new ManagementCommands(
                new CommandContext(catalog, extents, ingestion, resources, new Operations(clock)));
        sql = new SqlRunner(store);
        kql = new KqlRunner(store, catalog, clock);
        server = new KustoHttpServer(
                settings.port, new KustoRequests(commands, ingestion, kql, sql, stats), faults, stats);
        ingestion.start();
    }

    /** {@code http://localhost:PORT}: for the cluster and for its ingestion, which clients take without a sign-in. */
    public String endpoint() {
        return "http://localhost:" + server.port();
    }

    public int port() {
        return server.port();
    }

    /** What goes wrong. */
    public Faults faults() {
        return faults;
    }

    /** What it saw. */
    public StandInStats stats() {
        return stats;
    }

    /** Rotates containers, queues and tokens, and sets how long signatures last. */
    public Resources resources() {
        return resources;
    }

    /** Refuses connections until {@link #up}. The queues are still read; {@link Faults#pauseIngestion} stops that. */
    public void down() {
        server.down();
    }

    /** Takes connections again, on the same port. */
    public void up() throws IOException {
        server.up();
    }

    /** Carries out a management command, as a client would. */
    public ResultTable command(String database, String command) throws KustoException, SQLException {
        return commands.run(database, command);
    }

    /** Runs KQL; of several results the first, however large it is. */
    public ResultTable query(String database, String text) throws KustoException, SQLException {
        return kql.run(database, text, QueryLimits.OF_THE_SERVICE.withoutTruncation())
                .get(0);
    }

    /** Runs DuckDB's SQL; a table is {@code "database"."table"}. */
    public ResultTable sql(String text) throws KustoException, SQLException {
        return sql.run(text);
    }

    /** The rows of a table, 0 when there is no such table. */
    public long rowCount(String database, String table) throws KustoException, SQLException {
        if (catalog.find(database, table) == null) {
            return 0;
        }
        Object count =
                query(database, "['" + table + "'] | count").rows().get(0).get(0);
        return count instanceof Number number ? number.longValue() : 0;
    }

    /** The extents of a table, oldest first. */
    public List<Extents.Extent> extents(String database, String table) throws KustoException, SQLException {
        return extents.list(catalog.table(database, table));
    }

    /** Messages that were taken from the queues and have no verdict yet. */
    public int inFlight() {
        return ingestion.inFlight();
    }

    /** Messages in the queues, those at work included. */
    public int queuedMessages() throws IOException {
        return ingestion.queued();
    }

    /** Brings what it took from the queues to its end, and stops. */
    @Override
    public void close() throws IOException {
        faults.clear();
        server.close();
        try {
            ingestion.close();
            store.close();
        } catch (SQLException e) {
            throw new IOException("the stand-in's DuckDB cannot be closed", e);
        }
    }

    /** Creates a database, when only some {@linkplain Builder#databases exist}. */
    public void createDatabase(String name) {
        catalog.allow(name);
    }

    /** The databases that exist by now. */
    public Set<String> databases() {
        return catalog.databases();
    }
}
