package io.adxflow.sinks.kusto.staging;

import com.azure.core.util.BinaryData;
import com.azure.core.util.FluxUtil;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import io.adxflow.sinks.azure.BlockBuffers;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.batch.BatchContent;
import java.io.EOFException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * One container, with what batches need of it. Calls block, are interruptible, and throw the SDK's exceptions as they
 * came. Thread-safe.
 */
public final class StagingContainer {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int DELETES_AT_ONCE = 8;
    private static final long PIECE_BYTES = 4 << 20;

    /** What became of a block list. */
    public enum Commit {
        /** The blob is there now. */
        DONE,
        /** It was there before, by an earlier attempt or another process: the same bytes. */
        WAS_THERE,
        /** Blocks of it are not here. */
        BLOCKS_MISSING
    }

    private final String url;
    private final String readAccess;
    private final BlobContainerAsyncClient client;

    /**
     * @param url without a signature
     * @param readAccess what the cluster appends to a blob's URL to read it
     */
    StagingContainer(String url, String readAccess, BlobContainerAsyncClient client) {
        this.url = url;
        this.readAccess = readAccess;
        this.client = client;
    }

    /** Without a signature. */
    public String url() {
        return url;
    }

    /** The blob's address without a signature. */
    public String blobUrl(String blob) {
        return url + "/" + blob;
    }

    /** What makes a blob's address readable for the cluster: a signature, or the identity it uses. Secret. */
    public String readAccess() {
        return readAccess;
    }

    /** Uploads all blocks of a batch, uncommitted. */
    void upload(String blob, BatchContent content, BlockBuffers buffers) throws Exception {
        new BlockUpload(block(blob), content, buffers).run();
    }

    /** Makes a blob of its blocks, once for all time. */
    Commit commit(String blob, long length, int blockBytes) throws Exception {
        BlockBlobCommitBlockListOptions options = new BlockBlobCommitBlockListOptions(BlockIds.all(length, blockBytes))
                .setHeaders(new BlobHttpHeaders().setContentType("application/gzip"))
                // Another attempt's list would be the same, but would also take the marker off.
                .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
        try {
            Calls.await(block(blob).commitBlockListWithResponse(options), TIMEOUT);
            return Commit.DONE;
        } catch (BlobStorageException e) {
            BlobErrorCode code = e.getErrorCode();
            if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(code)
                    || BlobErrorCode.CONDITION_NOT_MET.equals(code)
                    || e.getStatusCode() == 412) {
                return Commit.WAS_THERE;
            }
            if (BlobErrorCode.INVALID_BLOCK_LIST.equals(code) || BlobErrorCode.BLOB_NOT_FOUND.equals(code)) {
                return Commit.BLOCKS_MISSING;
            }
            throw e;
        }
    }

    /** A committed blob's metadata; empty when there is no such blob, or no such container. Cold. */
    public Mono<Map<String, String>> metadata(String blob) {
        return block(blob)
                .getProperties()
                .map(BlobProperties::getMetadata)
                .onErrorResume(
                        BlobStorageException.class, e -> e.getStatusCode() == 404 ? Mono.empty() : Mono.error(e));
    }

    /** Copies a committed blob, piece by piece. */
    public void download(String blob, OutputStream out) throws Exception {
        BlobProperties properties = Calls.await(block(blob).getProperties(), TIMEOUT);
        long length = properties == null ? 0 : properties.getBlobSize();
        for (long position = 0; position < length; position += PIECE_BYTES) {
            BlobRange range = new BlobRange(position, Math.min(PIECE_BYTES, length - position));
            byte[] piece = Calls.await(
                    block(blob)
                            .downloadStreamWithResponse(range, null, null, false)
                            .flatMap(response -> FluxUtil.collectBytesInByteBufferStream(response.getValue())),
                    TIMEOUT);
            if (piece == null || piece.length != range.getCount()) {
                throw new EOFException(blob + ": " + (piece == null ? 0 : piece.length) + " bytes (expected: "
                        + range.getCount() + ")");
            }
            out.write(piece);
        }
    }

    /** Replaces a committed blob's metadata. Cold: nothing happens before it is subscribed to. */
    public Mono<Void> setMetadata(String blob, Map<String, String> metadata) {
        return block(blob).setMetadata(metadata);
    }

    /** Writes a blob and deletes it again, to see whether that is allowed. */
    public void tryOut(String blob) throws Exception {
        BinaryData one = BinaryData.fromBytes(new byte[] {1});
        Calls.await(block(blob).uploadWithResponse(new BlockBlobSimpleUploadOptions(one)), TIMEOUT);
        Calls.await(block(blob).delete(), TIMEOUT);
    }

    /** Deletes those blobs below a folder that were last changed before {@code before} and are chosen by name; returns how many. */
    public long deleteBefore(String folder, OffsetDateTime before, Predicate<String> chosen, Duration timeout)
            throws Exception {
        ListBlobsOptions options = new ListBlobsOptions().setPrefix(folder);
        Long deleted = Calls.await(
                client.listBlobs(options)
                        .filter(item -> isBefore(item, before) && chosen.test(item.getName()))
                        .flatMap(item -> block(item.getName()).deleteIfExists(), DELETES_AT_ONCE)
                        .count(),
                timeout);
        return deleted == null ? 0 : deleted;
    }

    private static boolean isBefore(BlobItem item, OffsetDateTime time) {
        OffsetDateTime changed = item.getProperties().getLastModified();
        return changed != null && changed.isBefore(time);
    }

    private BlockBlobAsyncClient block(String blob) {
        return client.getBlobAsyncClient(blob).getBlockBlobAsyncClient();
    }
}
