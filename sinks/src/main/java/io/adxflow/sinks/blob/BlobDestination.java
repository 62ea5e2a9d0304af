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
 * schema}, and is recorded in the {@linkplain Manifest manifest}.
 *
 * <ol>
 *   <li>Stage: the bytes go up as uncommitted blocks, which nobody sees and Azure forgets after a week. Small batches wait for their commit.
 *   <li>Commit: the block list makes the blob, once for all time: who comes second finds it there.
 *   <li>Sync: the files of all commits are recorded in one append. A process that dies before leaves blobs that are not
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
            uploads.stage(container, blobs.name(batch), batch, content);
        });
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        String blob = blobs.name(batch);
        ManifestEntry entry = ManifestEntry.of(batch, blob);
        guarded(() -> {
            BlobContainer container = container();
            manifest.open(container);
            manifest.expect(entry);
            try {
                boolean made = false;
                if (uploads.isFirstCommit(batch.batchId()) || !container.exists(blob)) {
                    schemas.ensure(container, blobs.folder(batch.key()), batch);
                    made = uploads.commit(container, blob, batch, content);
                }
                manifest.committed(entry, !made);
            } finally {
                manifest.attempted(batch.batchId());
            }
        });
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

    /** Records all commits so far. */
    @Override
    public void sync() throws Exception {
        guarded(() -> manifest.sync(container()));
    }

    @Override
    public void abort(SealedBatch batch) {
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
