package io.adxflow.sinks.blob;

import com.azure.storage.blob.models.BlobProperties;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.blob.BlobSettings.Format;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A container of Azure Blob Storage. A batch becomes one {@linkplain BatchBlobs blob} beside its table's {@linkplain TableSchemas
 * schema}, or a part of a {@linkplain SharedBlobs shared one}, and is recorded in the {@linkplain Manifest manifest}.
 *
 * <ol>
 *   <li>Stage: the bytes go up as uncommitted blocks, which nobody sees and Azure forgets after a week. Small batches wait for their commit.
 *   <li>Commit: the block list makes the blob, once for all time: who comes second finds it there.
 *       One that shares waits for the round's end.
 *   <li>Sync: what shares is written. The files of all commits are recorded in one append. A process that dies before leaves blobs that are not
 *       recorded; their commits are repeated, find them there, and have them recorded.
 * </ol>
 *
 * <p>Thread-safe. Connects at the first call. Throws {@link AzureFailure}, or what the content throws.
 */
final class BlobDestination implements Destination {
    private static final long FULL_MANIFEST_BYTES = 64 << 20;
    private static final int FULL_MANIFEST_BLOCKS = 40_000;

    private final BlobSettings settings;
    private final BlobConnection connection;
    private final BatchBlobs blobs;
    private final TableSchemas schemas = new TableSchemas();
    private final BlobUploads uploads;
    private final Manifest manifest;
    private final SharedBlobs shared;

    BlobDestination(BlobSettings settings) {
        this(settings, new ManifestFiles(settings.prefix(), FULL_MANIFEST_BYTES, FULL_MANIFEST_BLOCKS));
    }

    /** @param files of the manifest */
    BlobDestination(BlobSettings settings, ManifestFiles files) {
        this.settings = settings;
        this.connection = new BlobConnection(settings);
        this.blobs = new BatchBlobs(settings.prefix(), settings.format());
        this.uploads = new BlobUploads(settings, encoder(settings));
        this.manifest = new Manifest(files);
        this.shared = new SharedBlobs(settings, manifest);
    }

    private static BatchEncoder encoder(BlobSettings settings) {
        return settings.format() == Format.CSV ? BatchEncoder.CSV : new ParquetEncoder(settings);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        guarded(() -> {
            BlobContainer container = container();
            // Here, so that commits, which are waited for, need not.
            manifest.open(container);
            schemas.ensure(container, blobs.folder(batch.key()), batch);
            if (shared.takes(batch)) {
                uploads.later(batch.batchId());
            } else {
                uploads.stage(container, blobs.name(batch), batch, content);
            }
        });
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        String blob = blobs.name(batch);
        ManifestEntry entry = ManifestEntry.of(batch, blob);
        guarded(() -> {
            BlobContainer container = container();
            manifest.open(container);
            boolean first = uploads.isFirstCommit(batch.batchId());
            if (!first && isShared(container, batch)) {
                return;
            }
            manifest.expect(entry);
            try {
                boolean was = !first && container.exists(blob);
                boolean made = false;
                if (!was) {
                    schemas.ensure(container, blobs.folder(batch.key()), batch);
                    if (shared.takes(batch)) {
                        uploads.forget(batch.batchId());
                        shared.add(container, batch, content);
                        return;
                    }
                    made = uploads.commit(container, blob, batch, content);
                }
                manifest.committed(entry, !made);
            } finally {
                manifest.attempted(batch.batchId());
            }
        });
    }

    /** Whether an earlier attempt has made a batch a part of a shared blob, which is recorded, or will be by the next sync. */
    private boolean isShared(BlobContainer container, SealedBatch batch) throws Exception {
        return shared.mayBeUsed(container)
                && (manifest.isToBeRecorded(batch.batchId())
                        || manifest.isRecorded(container, batch.batchId(), batch.sealedAtMillis()));
    }

    @Override
    public CommittedObject committed(SealedBatch batch) throws Exception {
        String blob = blobs.name(batch);
        AtomicReference<@Nullable CommittedObject> found = new AtomicReference<>();
        guarded(() -> {
            BlobContainer container = container();
            BlobProperties properties = container.properties(blob);
            if (properties == null) {
                throw new IOException("blob " + blob + " (expected: there, as it was committed)");
            }
            String url = container.url();
            found.set(new CommittedObject(
                    url + "/" + blob,
                    url.substring(url.lastIndexOf('/') + 1),
                    blob,
                    properties.getETag(),
                    properties.getContentType(),
                    properties.getBlobSize()));
        });
        return Objects.requireNonNull(found.get());
    }

    @Override
    public long requests() {
        return connection.requests();
    }

    /** Writes what shares, and records all commits so far. */
    @Override
    public void sync() throws Exception {
        guarded(() -> {
            shared.flush(container());
            manifest.sync(container());
        });
    }

    @Override
    public void abort(SealedBatch batch) {
        shared.forget(batch.batchId());
        uploads.forget(batch.batchId());
    }

    @Override
    public void probe() throws Exception {
        guarded(() -> container().overwrite(settings.prefix() + BlobDiagnosis.PROBE, new byte[] {1}));
    }

    @Override
    public List<String> diagnose(Collection<String> databases) throws Exception {
        return new BlobDiagnosis(settings, container()).run();
    }

    @Override
    public FailureKind classify(Throwable failure) {
        return BlobFailures.of(failure).kind();
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return BlobFailures.of(failure).scope();
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return failure instanceof AzureFailure said && said.throttled() ? connection.retryAfterMillis() : 0;
    }

    @Override
    public void close() {
        connection.close();
    }

    BlobContainer container() throws AzureFailure {
        return connection.container();
    }

    private interface Call {
        void run() throws Exception;
    }

    private void guarded(Call call) throws Exception {
        try {
            call.run();
        } catch (MissingSegmentException | CorruptSliceException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InterruptedException) {
                    throw e;
                }
            }
            if (BlobFailures.isRefusal(e)) {
                connection.refused();
            }
            throw BlobFailures.of(e);
        }
    }
}
