package io.adxflow.sinks.kusto;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.KustoFailure;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.ingest.Marker;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
 * <p>Thread-safe. Connects at the first call. Throws {@link KustoFailure}, or what the content throws.
 */
final class KustoDestination implements Destination {
    private static final int FINISHERS = 16;
    private static final long TABLE_WAIT_MILLIS = 1_000;
    private static final Duration SWEEP_TIMEOUT = Duration.ofMinutes(10);
    private static final long CLOSE_WAIT_SECONDS = 3;

    private final KustoSettings settings;
    private final LongSupplier millis;
    private final ExecutorService finishers;
    private final Set<String> committing = ConcurrentHashMap.newKeySet();
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable KustoConnection connection;
    private volatile boolean closed;

    /**
     * Does not connect yet.
     *
     * @param millis a clock
     */
    KustoDestination(KustoSettings settings, LongSupplier millis) {
        this.settings = settings;
        this.millis = millis;
        this.finishers = FinisherThreads.pool(settings.moniker(), FINISHERS);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        guarded(Step.STAGING, () -> {
            KustoConnection azure = connection();
            BatchKey key = batch.key();
            // Not waited for here: tables are made many at a time, meanwhile.
            azure.tables().prepare(key.database(), key.table(), TableSchema.parse(key.schema()));
            azure.staging().stage(batch.batchId(), BatchNames.blob(batch), content);
        });
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        if (!committing.add(batch.batchId())) {
            throw new KustoFailure(FailureKind.PENDING, "an earlier attempt at this batch is not over", false);
        }
        boolean handedOver = false;
        try {
            Blob blob = asked(Step.STAGING, () -> blob(batch, content));
            if (Marker.isCommitted(blob.metadata())) {
                connection().staging().forget(batch.batchId());
                return;
            }
            Future<?> rest = finishers.submit(() -> {
                try {
                    finish(batch, blob);
                } finally {
                    committing.remove(batch.batchId());
                }
                return null;
            });
            handedOver = true;
            await(rest);
        } finally {
            if (!handedOver) {
                committing.remove(batch.batchId());
            }
        }
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
        guarded(settings.mode() == Mode.DIRECT ? Step.DIRECT_INGESTION : Step.QUEUE, () -> {
            try {
                azure.ingestion().ingest(status(batch, blob), blob);
            } catch (KustoFailure e) {
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
        return new IngestionStatus(
                IngestionStatus.partition(settings.moniker()),
                BatchNames.messageId(batch),
                IngestionStatus.PENDING,
                "",
                "",
                "",
                batch.batchId(),
                key.database(),
                key.table(),
                blob.url(),
                TableProvisioner.mappingName(key.table(), TableSchema.parse(key.schema())),
                batch.rawBytes(),
                batch.rows(),
                settings.tags(batch.rawBytes()),
                1,
                OffsetDateTime.now(ZoneOffset.UTC));
    }

    /** Waits for the table, but not long: others are waiting for this commit, and making many tables takes a while. */
    private void ensureTable(KustoConnection azure, SealedBatch batch) throws Exception {
        BatchKey key = batch.key();
        if (!azure.tables()
                .ensureSoon(key.database(), key.table(), TableSchema.parse(key.schema()), TABLE_WAIT_MILLIS)) {
            throw new KustoFailure(FailureKind.PENDING, "table " + key.table() + " is being made ready", false);
        }
    }

    private static void await(Future<?> rest) throws Exception {
        try {
            rest.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Deletes blobs that are older than their use, in a container of our own. The cluster's containers are its to clean. */
    @Override
    public void sweep() throws Exception {
        if (settings.stagingContainer() == null) {
            return;
        }
        guarded(Step.STAGING, () -> {
            OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minus(settings.blobRetention());
            for (StagingContainer container : connection().places().containers()) {
                container.deleteBefore(BatchNames.FOLDER, before, SWEEP_TIMEOUT);
            }
        });
    }

    @Override
    public boolean commitsAreDurable() {
        return true;
    }

    @Override
    public void probe() throws Exception {
        guarded(Step.ENGINE, () -> {
            KustoConnection azure = connection();
            azure.engine().run(KustoDiagnosis.NO_DATABASE, ".show version");
            if (settings.mode() == Mode.QUEUED || settings.stagingContainer() == null) {
                azure.resources().ask();
            }
        });
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        return new KustoDiagnosis(settings, asked(Step.ENGINE, this::connection)).run(databases);
    }

    @Override
    public FailureKind classify(Throwable failure) {
        return Failures.of(Step.STAGING, failure).kind();
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        KustoConnection azure = connection;
        return azure != null && failure instanceof KustoFailure said && said.throttled()
                ? azure.http().retryAfterMillis()
                : 0;
    }

    /** Lets messages that are being sent get their markers, for a moment. */
    @Override
    public void close() throws Exception {
        finishers.shutdown();
        boolean interrupted = false;
        try {
            if (!finishers.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                finishers.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            finishers.shutdownNow();
        }
        closed = true;
        KustoConnection closing;
        making.lock();
        try {
            closing = connection;
            connection = null;
        } finally {
            making.unlock();
        }
        if (closing != null) {
            closing.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    KustoConnection connection() throws Exception {
        if (closed) {
            throw new InterruptedException("closed");
        }
        KustoConnection made = connection;
        if (made != null) {
            return made;
        }
        making.lockInterruptibly();
        try {
            if (closed) {
                throw new InterruptedException("closed");
            }
            made = connection;
            if (made == null) {
                made = new KustoConnection(settings, millis);
                connection = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private interface Answer<T> {
        T get() throws Exception;
    }

    private static void guarded(Step step, Work work) throws Exception {
        Boolean unused = asked(step, () -> {
            work.run();
            return true;
        });
    }

    /** Turns what the SDKs throw into our words; what the content throws, and interruptions, pass. */
    private static <T> T asked(Step step, Answer<T> work) throws Exception {
        try {
            return work.get();
        } catch (InterruptedException | MissingSegmentException | CorruptSliceException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(step, e);
        }
    }
}
