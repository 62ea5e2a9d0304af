package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.Extents.Extent;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.ingestion.Batch.Item;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads batches into DuckDB, several in a transaction. What stands in the way of one blob takes nothing from the others: the
 * transaction is rolled back and done again in parts.
 *
 * <p>Threads: one. Batches of one table always go to the same loader, so that two with the same tag cannot pass each other.
 */
final class Loader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    private static final int REMEMBERED_BLOBS = 100_000;

    private final DuckStore store;
    private final Catalog catalog;
    private final Extents extents;
    private final StandInStats stats;
    private final Clock clock;
    private final BlobLoader blobs;
    private final DuckDBConnection connection;
    /** Paths of blobs whose rows are in their table, those of this run. */
    private final Set<String> ingested = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_BLOBS;
        }
    });

    /** DuckDB's appenders only join a transaction that was begun in SQL. */
    private final Statement transaction;

    Loader(DuckStore store, Catalog catalog, Extents extents, StandInStats stats, Clock clock, long maxRawBytes)
            throws SQLException {
        this.store = store;
        this.catalog = catalog;
        this.extents = extents;
        this.stats = stats;
        this.clock = clock;
        blobs = new BlobLoader(maxRawBytes);
        connection = store.connect();
        transaction = connection.createStatement();
    }

    /** A blob could not be loaded; the transaction is to be rolled back. */
    private static final class BlobFailure extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient KustoException reason;

        BlobFailure(KustoException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private record Ingested(String path, long rows) {}

    /** What a transaction did, to be told when it is committed. */
    private static final class Outcome {
        final List<Extent> written = new ArrayList<>();
        final List<Runnable> verdicts = new ArrayList<>();
        final List<BlobLoader.Loaded> loaded = new ArrayList<>();
        final Set<String> newTags = new HashSet<>();
        /** Each with the path of its blob. */
        final List<Ingested> ingested = new ArrayList<>();

        void ingested(String blobUrl, long rows) {
            // What is streamed has no blob.
            if (!blobUrl.isEmpty()) {
                ingested.add(new Ingested(blobUrl.replaceFirst("\\?.*", ""), rows));
            }
        }
    }

    /** Loads them all and tells each blob's verdict. */
    void load(List<Batch> batches) {
        Outcome outcome = new Outcome();
        store.definitions().readLock().lock();
        try {
            try {
                transaction.execute("BEGIN TRANSACTION");
                for (Batch batch : batches) {
                    load(batch, outcome);
                }
                transaction.execute("COMMIT");
            } catch (BlobFailure | SQLException failure) {
                transaction.execute("ROLLBACK");
                loadInParts(batches, failure);
                return;
            }
        } catch (SQLException broken) {
            LOG.error("the stand-in's DuckDB cannot roll back", broken);
            batches.forEach(batch -> fail(batch, internal(broken)));
            return;
        } finally {
            store.definitions().readLock().unlock();
        }
        tell(outcome);
    }

    private void tell(Outcome outcome) {
        outcome.written.forEach(extents::committed);
        stats.add(Count.EXTENTS, outcome.written.size());
        for (BlobLoader.Loaded loaded : outcome.loaded) {
            stats.add(Count.ROWS, loaded.rows());
            stats.add(Count.RAW_BYTES, loaded.rawBytes());
            stats.add(Count.VALUES_NOT_OF_THEIR_TYPE, loaded.valuesNotOfTheirType());
            stats.add(Count.RECORDS_OF_OTHER_WIDTH, loaded.recordsOfOtherWidth());
            stats.add(Count.GZIP_BYTES_BEHIND_FIRST_MEMBER, loaded.bytesBehindFirstMember());
            stats.add(Count.RAW_SIZES_WRONG, loaded.rawSizeWrong() ? 1 : 0);
        }
        for (Ingested blob : outcome.ingested) {
            if (!ingested.add(blob.path())) {
                stats.count(Count.BLOBS_INGESTED_AGAIN);
                stats.add(Count.ROWS_INGESTED_AGAIN, blob.rows());
            }
        }
        outcome.verdicts.forEach(Runnable::run);
    }

    private void loadInParts(List<Batch> batches, Exception failure) {
        if (batches.size() > 1) {
            batches.forEach(batch -> load(List.of(batch)));
            return;
        }
        Batch only = batches.get(0);
        if (only.items().size() > 1 && !only.atomic()) {
            only.items().forEach(item -> load(List.of(new Batch(List.of(item), false))));
            return;
        }
        fail(only, failure instanceof BlobFailure blob ? blob.reason : internal(failure));
    }

    private static KustoException internal(Exception failure) {
        LOG.warn("a load failed in DuckDB", failure);
        return new KustoException("General_InternalServerError", String.valueOf(failure.getMessage()), false);
    }

    private static void fail(Batch batch, KustoException reason) {
        UUID operation = UUID.randomUUID();
        batch.items().forEach(item -> item.done().accept(Verdict.failed(operation, reason)));
    }

    private void load(Batch batch, Outcome outcome) throws BlobFailure, SQLException {
        IngestionRequest request = batch.request();
        UUID extentId = UUID.randomUUID();
        try {
            KustoTable table = tableOf(request);
            if (isThere(table, request, outcome)) {
                batch.items()
                        .forEach(item -> outcome.verdicts.add(() -> item.done().accept(Verdict.skipped(extentId))));
                return;
            }
            long rows = 0;
            long rawBytes = 0;
            long blobBytes = 0;
            List<String> messages = new ArrayList<>();
            Set<String> tags = new LinkedHashSet<>();
            List<BlobLoader.Loaded> all = blobs.load(connection, table, mappingOf(request, table), batch.items());
            for (int i = 0; i < all.size(); i++) {
                BlobLoader.Loaded loaded = all.get(i);
                rows += loaded.rows();
                rawBytes += loaded.rawBytes();
                outcome.loaded.add(loaded);
                outcome.ingested(batch.items().get(i).request().blobUrl(), loaded.rows());
            }
            for (Item item : batch.items()) {
                blobBytes += item.content().length();
                tags.addAll(item.request().tags());
                if (item.messageId() != null) {
                    messages.add(item.messageId());
                }
                outcome.verdicts.add(() -> item.done().accept(Verdict.succeeded(extentId)));
            }
            Extent extent = new Extent(
                    extentId,
                    request.database(),
                    request.table(),
                    clock.instant(),
                    rows,
                    rawBytes,
                    blobBytes,
                    batch.items().size(),
                    List.copyOf(tags),
                    messages);
            extents.write(connection, extent);
            outcome.written.add(extent);
            tags.forEach(tag -> outcome.newTags.add(key(request, tag)));
        } catch (KustoException refused) {
            throw new BlobFailure(refused);
        }
    }

    private boolean isThere(KustoTable table, IngestionRequest request, Outcome outcome) {
        return request.ifNotExists().stream()
                .map(value -> IngestionRequest.INGEST_BY + value)
                .anyMatch(tag -> outcome.newTags.contains(key(request, tag)) || extents.hasTag(table, tag));
    }

    private static String key(IngestionRequest request, String tag) {
        return request.database() + "\n" + request.table() + "\n" + tag;
    }

    private KustoTable tableOf(IngestionRequest request) throws KustoException, SQLException {
        if (request.table().isEmpty()) {
            throw new KustoException("BadRequest_InvalidOrEmptyTableName", "The table's name is empty");
        }
        KustoTable table = catalog.find(request.database(), request.table());
        if (table == null) {
            throw new KustoException(
                    "BadRequest_TableNotExist",
                    "Table '" + request.table() + "' of database '" + request.database() + "' does not exist");
        }
        return table;
    }

    private static CsvMapping mappingOf(IngestionRequest request, KustoTable table) throws KustoException {
        if (request.mapping() != null && request.mappingReference() != null) {
            throw new KustoException(
                    "BadRequest_DuplicateMapping", "Both ingestionMapping and ingestionMappingReference are given");
        }
        String reference = request.mappingReference();
        if (reference != null) {
            String json = table.mappings().get(reference);
            if (json == null) {
                throw new KustoException(
                        "BadRequest_MappingReferenceWasNotFound",
                        "Table '" + table.name() + "' has no CSV mapping '" + reference + "'");
            }
            return CsvMapping.parse(json, table);
        }
        return request.mapping() == null
                ? CsvMapping.inOrder(table)
                : CsvMapping.parse(Objects.requireNonNull(request.mapping()), table);
    }

    @Override
    public void close() throws SQLException {
        transaction.close();
        connection.close();
    }
}
