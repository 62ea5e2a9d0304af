package io.adxflow.sinks.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.util.BinaryData;
import com.azure.core.util.FluxUtil;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.models.AppendBlobItem;
import com.azure.storage.blob.models.AppendBlobRequestConditions;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockList;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.AppendBlobCreateOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.AppendBlobAsyncClient;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import io.adxflow.sinks.azure.Calls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One container, with what batches and their manifest need of it. Calls block, are interruptible, and throw the SDK's exceptions as
 * they came. Counts the requests that it makes. Thread-safe.
 */
final class BlobContainer {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LIST_TIMEOUT = Duration.ofMinutes(10);
    private static final int PAGE = 5_000;

    private final BlobContainerAsyncClient client;
    private final AtomicLong requests = new AtomicLong();

    /** What became of a block list, or of a blob put at once. */
    enum Made {
        /** The blob is there now. */
        DONE,
        /** It was there before. */
        WAS_THERE,
        /** Blocks of it are not here. */
        BLOCKS_MISSING
    }

    /**
     * A blob's content and version.
     *
     * @param etag names this version
     */
    record Text(byte[] bytes, String etag) {}

    /**
     * The state of an append blob.
     *
     * @param blocks appended so far
     * @param createdMillis epoch milliseconds, by Azure's clock
     */
    record Log(long length, int blocks, long createdMillis) {}

    BlobContainer(BlobContainerAsyncClient client) {
        this.client = client;
    }

    /** The container's URL, without a signature. */
    String url() {
        return client.getBlobContainerUrl();
    }

    /** Requests made so far, without those that the SDK repeats by itself. */
    long requests() {
        return requests.get();
    }

    boolean exists(String blob) throws Exception {
        return properties(blob) != null;
    }

    /** @return null when there is no such blob */
    @Nullable
    BlobProperties properties(String blob) throws Exception {
        return orNull(block(blob).getProperties());
    }

    /** Puts a blob in one request, once for all time. */
    Made put(
            String blob,
            byte[] bytes,
            int length,
            BlobHttpHeaders headers,
            Map<String, String> metadata,
            Map<String, String> tags)
            throws Exception {
        BlockBlobSimpleUploadOptions options = new BlockBlobSimpleUploadOptions(
                        BinaryData.fromByteBuffer(ByteBuffer.wrap(bytes, 0, length)))
                .setHeaders(headers)
                .setMetadata(metadata)
                .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
        if (!tags.isEmpty()) {
            options.setTags(tags);
        }
        try {
            await(block(blob).uploadWithResponse(options));
            return Made.DONE;
        } catch (BlobStorageException e) {
            if (isThereAlready(e)) {
                return Made.WAS_THERE;
            }
            throw e;
        }
    }

    /** Puts a block aside. Cold, and not counted before it is subscribed to. */
    Mono<Void> stageBlock(String blob, String id, ByteBuffer bytes) {
        BlockBlobAsyncClient to = block(blob);
        return Mono.defer(() -> {
            requests.incrementAndGet();
            return to.stageBlock(id, BinaryData.fromByteBuffer(bytes));
        });
    }

    /** The ids of a blob's uncommitted blocks, in no order; none when there is nothing. */
    List<String> uncommitted(String blob) throws Exception {
        BlockList list = orNull(block(blob).listBlocks(BlockListType.UNCOMMITTED));
        return list == null
                ? List.of()
                : list.getUncommittedBlocks().stream().map(Block::getName).toList();
    }

    /** Makes a blob of its blocks, once for all time. */
    Made commit(
            String blob,
            List<String> ids,
            BlobHttpHeaders headers,
            Map<String, String> metadata,
            Map<String, String> tags)
            throws Exception {
        BlockBlobCommitBlockListOptions options = new BlockBlobCommitBlockListOptions(ids)
                .setHeaders(headers)
                .setMetadata(metadata)
                .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
        if (!tags.isEmpty()) {
            options.setTags(tags);
        }
        try {
            await(block(blob).commitBlockListWithResponse(options));
            return Made.DONE;
        } catch (BlobStorageException e) {
            if (isThereAlready(e)) {
                return Made.WAS_THERE;
            }
            if (BlobErrorCode.INVALID_BLOCK_LIST.equals(e.getErrorCode())
                    || BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                return Made.BLOCKS_MISSING;
            }
            throw e;
        }
    }

    /** A small blob as a whole, or null when there is none. */
    @Nullable
    Text text(String blob) throws Exception {
        return orNull(block(blob)
                .downloadStreamWithResponse(null, null, null, false)
                .flatMap(response -> FluxUtil.collectBytesInByteBufferStream(response.getValue())
                        .map(bytes -> new Text(
                                bytes, String.valueOf(response.getHeaders().getValue(HttpHeaderName.ETAG))))));
    }

    /**
     * Writes a small blob in place of one version of it.
     *
     * @param etag of that version, or null for none at all
     * @return false when another has come between
     */
    boolean replace(String blob, byte[] bytes, @Nullable String etag) throws Exception {
        BlobRequestConditions conditions = etag == null
                ? new BlobRequestConditions().setIfNoneMatch("*")
                : new BlobRequestConditions().setIfMatch(etag);
        try {
            await(block(blob)
                    .uploadWithResponse(new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
                            .setHeaders(new BlobHttpHeaders().setContentType("application/json"))
                            .setRequestConditions(conditions)));
            return true;
        } catch (BlobStorageException e) {
            if (isThereAlready(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Writes a blob whatever was there. */
    void overwrite(String blob, byte[] bytes) throws Exception {
        await(block(blob).uploadWithResponse(new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))));
    }

    /** Reads exactly these bytes. Fails like the SDK when the blob is shorter or not there. */
    byte[] read(String blob, long position, long count) throws Exception {
        byte[] bytes = await(block(blob)
                .downloadStreamWithResponse(new BlobRange(position, count), null, null, false)
                .flatMap(response -> FluxUtil.collectBytesInByteBufferStream(response.getValue())));
        return bytes == null ? new byte[0] : bytes;
    }

    /** Reads these bytes, or fewer at the end, of one version of a blob. Fails like the SDK when there is another or none. */
    byte[] read(String blob, String etag, long position, long count) throws Exception {
        byte[] bytes = await(block(blob)
                .downloadStreamWithResponse(
                        new BlobRange(position, count), null, new BlobRequestConditions().setIfMatch(etag), false)
                .flatMap(response -> FluxUtil.collectBytesInByteBufferStream(response.getValue())));
        return bytes == null ? new byte[0] : bytes;
    }

    /** Deletes a blob; does nothing when there is none. */
    void delete(String blob) throws Exception {
        Boolean unused = await(block(blob).deleteIfExists());
    }

    /** Makes an empty append blob, unless there is one. */
    void createLog(String blob) throws Exception {
        try {
            AppendBlobItem unused = await(log(blob)
                    .createWithResponse(new AppendBlobCreateOptions()
                            .setHeaders(new BlobHttpHeaders().setContentType("application/x-ndjson"))
                            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")))
                    .map(response -> response.getValue()));
        } catch (BlobStorageException e) {
            if (!isThereAlready(e)) {
                throw e;
            }
        }
    }

    /** @return null when there is no such blob */
    @Nullable
    Log logState(String blob) throws Exception {
        BlobProperties found = properties(blob);
        if (found == null) {
            return null;
        }
        Integer blocks = found.getCommittedBlockCount();
        return new Log(
                found.getBlobSize(),
                blocks == null ? 0 : blocks,
                found.getCreationTime().toInstant().toEpochMilli());
    }

    /**
     * Appends at exactly this position.
     *
     * @return blocks appended so far; -1 when it is not the end of the blob
     */
    int append(String blob, byte[] bytes, long position) throws Exception {
        AppendBlobRequestConditions conditions = new AppendBlobRequestConditions().setAppendPosition(position);
        try {
            AppendBlobItem item = await(log(blob)
                    .appendBlockWithResponse(Flux.just(ByteBuffer.wrap(bytes)), bytes.length, null, conditions)
                    .map(response -> response.getValue()));
            Integer blocks = item == null ? null : item.getBlobCommittedBlockCount();
            return blocks == null ? 1 : blocks;
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 412) {
                return -1;
            }
            throw e;
        }
    }

    /** Tells the names of all blobs that begin so, in their order. */
    void list(String prefix, Consumer<String> to) throws Exception {
        Calls.await(
                client.listBlobs(new ListBlobsOptions().setPrefix(prefix).setMaxResultsPerPage(PAGE))
                        .map(BlobItem::getName)
                        .doOnNext(to)
                        .then(),
                LIST_TIMEOUT);
        requests.incrementAndGet();
    }

    /** Tells of the first blobs that begin so, in the order of their names. */
    void visit(String prefix, int max, Consumer<BlobItem> to) throws Exception {
        Calls.await(
                client.listBlobs(new ListBlobsOptions().setPrefix(prefix).setMaxResultsPerPage(PAGE))
                        .take(max)
                        .doOnNext(to)
                        .then(),
                LIST_TIMEOUT);
        requests.incrementAndGet();
    }

    private <T> @Nullable T await(Mono<T> call) throws Exception {
        requests.incrementAndGet();
        return Calls.await(call, TIMEOUT);
    }

    private <T> @Nullable T orNull(Mono<T> call) throws Exception {
        return await(call.onErrorResume(
                BlobStorageException.class,
                e -> e.getStatusCode() == 404 && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())
                        ? Mono.empty()
                        : Mono.error(e)));
    }

    private static boolean isThereAlready(BlobStorageException e) {
        return BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())
                || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())
                || e.getStatusCode() == 412;
    }

    private BlockBlobAsyncClient block(String blob) {
        return client.getBlobAsyncClient(blob).getBlockBlobAsyncClient();
    }

    private AppendBlobAsyncClient log(String blob) {
        return client.getBlobAsyncClient(blob).getAppendBlobAsyncClient();
    }
}
