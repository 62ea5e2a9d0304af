package io.adxflow.sinks.kusto;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.VerdictListener;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.confirm.BlobSweep;
import io.adxflow.sinks.kusto.confirm.Confirmation;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.ingest.Marker;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import io.adxflow.sinks.kusto.tables.ProvisioningException;
import io.adxflow.sinks.kusto.tables.RealColumns;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import io.adxflow.sinks.schema.ColumnConflictException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Azure Data Explorer. A batch becomes one blob, and the blob is ingested into the batch's table.
 *
 * <ol>
 *   <li>Stage: the table is asked for, and the bytes go up as uncommitted blocks, which nobody sees and Azure forgets
 *       after a week.
 *   <li>Commit, first half: a blob with a {@linkplain Marker marker} means that all is done. Else the block list makes the
 *       blob, once for all time: who comes second finds it there. A process that dies here leaves a blob without a
 *       marker, and the next attempt goes on with the second half.
 *   <li>Commit, second half: {@link io.adxflow.sinks.kusto.ingest.QueuedIngestion} or {@link
 *       io.adxflow.sinks.kusto.ingest.DirectIngestion}, which tell what a death in the middle of them leaves. It goes on
 *       when its caller is interrupted, as half of it would be worse than none; until it is over, another attempt at the
 *       same batch is told {@link FailureKind#PENDING}.
 * </ol>
 *
 * <p>Thread-safe. Connects at the first call. Throws {@link AzureFailure}, or what the content throws.
 */
final class KustoDestination implements Destination {
    private static final long TABLE_WAIT_MILLIS = 1_000;

    private final KustoSettings settings;
    private final Finishers finishers;
    private final KustoConnections connections;

    /**
     * Does not connect yet.
     *
     * @param millis a clock
     */
    KustoDestination(KustoSettings settings, LongSupplier millis) {
        this.settings = settings;
        this.finishers = new Finishers(settings.moniker());
        this.connections = new KustoConnections(settings, millis);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        Guarded.run(Step.STAGING, () -> {
            KustoConnection azure = connection();
            BatchKey key = batch.key();
            // Not waited for here: tables are made many at a time, meanwhile.
            azure.tables().prepare(key.database(), key.table(), TableSchema.parse(key.schema()));
            azure.staging().stage(batch.batchId(), BatchNames.blob(batch), content);
        });
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        finishers.run(batch.batchId(), () -> {
            Blob blob = Guarded.get(Step.STAGING, () -> blob(batch, content));
            if (Marker.isCommitted(blob.metadata())) {
                connection().staging().forget(batch.batchId());
                return null;
            }
            return () -> finish(batch, blob);
        });
    }

    /** The batch's blob, found or made. */
    private Blob blob(SealedBatch batch, BatchContent content) throws Exception {
        KustoConnection azure = connection();
        String name = BatchNames.blob(batch);
        if (!azure.staging().isStagedFirst(batch.batchId())) {
            Blob found = azure.staging().find(batch.batchId(), name, !settings.tags(batch.rawBytes()));
            if (found != null) {
                if (!Marker.isCommitted(found.metadata())) {
                    ensureTable(azure, batch);
                }
                return found;
            }
        }
        ensureTable(azure, batch);
        return azure.staging().commit(batch.batchId(), name, content);
    }

    private void finish(SealedBatch batch, Blob blob) throws Exception {
        KustoConnection azure = connection();
        Guarded.run(settings.mode() == Mode.DIRECT ? Step.DIRECT_INGESTION : Step.QUEUE, () -> {
            try {
                azure.ingestion().ingest(status(batch, blob), blob);
            } catch (AzureFailure e) {
                if (Failures.isUnknownEntity(e.toString())) {
                    azure.tables().forget(batch.key().database(), batch.key().table());
                }
                throw e;
            }
        });
        azure.staging().forget(batch.batchId());
    }

    private IngestionStatus status(SealedBatch batch, Blob blob) {
        BatchKey key = batch.key();
        return IngestionStatus.first(
                settings.moniker(),
                BatchNames.messageId(batch),
                batch.batchId(),
                key.database(),
                key.table(),
                key.schema(),
                blob.url(),
                TableProvisioner.mappingName(key.table(), TableSchema.parse(key.schema())),
                batch.rawBytes(),
                batch.rows(),
                settings.tags(batch.rawBytes()),
                OffsetDateTime.now(ZoneOffset.UTC));
    }

    /** Waits for the table, but not long: others are waiting for this commit, and making many tables takes a while. */
    private void ensureTable(KustoConnection azure, SealedBatch batch) throws Exception {
        BatchKey key = batch.key();
        TableSchema columns = TableSchema.parse(key.schema());
        boolean ready;
        try {
            ready = azure.tables().ensureSoon(key.database(), key.table(), columns, TABLE_WAIT_MILLIS);
        } catch (ProvisioningException e) {
            throw e.kind() == FailureKind.PERMANENT ? refusal(azure, key, columns, e) : e;
        }
        if (!ready) {
            throw new AzureFailure(FailureKind.PENDING, "table " + key.table() + " is being made ready", false);
        }
    }

    /** Why a table was refused: of other types of its columns, if that is so. */
    private static Exception refusal(
            KustoConnection azure, BatchKey key, TableSchema wanted, ProvisioningException refused)
            throws InterruptedException {
        try {
            List<TableSchema.Column> real = RealColumns.of(azure.engine(), key.database(), key.table());
            return ColumnConflictException.differ(real, wanted)
                    ? new ColumnConflictException(key.table(), real, refused)
                    : refused;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The refusal says more than that nobody can say why.
            refused.addSuppressed(e);
            return refused;
        }
    }

    /**
     * {@link Confirmation Walks} over the status tables. In mode direct the commit has the verdict.
     */
    @Override
    public long confirm(VerdictListener listener) throws Exception {
        return settings.mode() == Mode.DIRECT
                ? NEVER
                : Guarded.get(Step.STATUS, () -> connection().confirmation().poll(listener));
    }

    /** {@linkplain BlobSweep Deletes} old blobs in a container of our own. The cluster's containers are its to clean. */
    @Override
    public void sweep() throws Exception {
        if (settings.stagingContainer() == null) {
            return;
        }
        Guarded.run(Step.STAGING, () -> {
            KustoConnection azure = connection();
            OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minus(settings.blobRetention());
            BlobSweep sweep = new BlobSweep(
                    settings.mode() == Mode.QUEUED ? azure.queues().statusTables() : List.of(),
                    IngestionStatus.partition(settings.moniker()));
            for (StagingContainer container : azure.places().containers()) {
                sweep.run(container, BatchNames.FOLDER, before);
            }
        });
    }

    @Override
    public boolean commitsAreDurable() {
        return true;
    }

    @Override
    public void probe() throws Exception {
        Guarded.run(Step.ENGINE, () -> {
            KustoConnection azure = connection();
            azure.engine().run(KustoDiagnosis.NO_DATABASE, ".show version");
            if (settings.mode() == Mode.QUEUED || settings.stagingContainer() == null) {
                azure.resources().ask();
            }
        });
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        return new KustoDiagnosis(settings, Guarded.get(Step.ENGINE, this::connection)).run(databases);
    }

    @Override
    public FailureKind classify(Throwable failure) {
        return Failures.of(Step.STAGING, failure).kind();
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return Failures.of(Step.STAGING, failure).scope();
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        KustoConnection azure = connections.made();
        return azure != null && failure instanceof AzureFailure said && said.throttled()
                ? azure.http().retryAfterMillis()
                : 0;
    }

    /** Lets messages that are being sent get their markers, for a moment. */
    @Override
    public void close() throws Exception {
        finishers.close();
        connections.close();
    }

    KustoConnection connection() throws Exception {
        return connections.get();
    }
}
