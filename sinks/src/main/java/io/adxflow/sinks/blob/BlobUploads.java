package io.adxflow.sinks.blob;

import com.azure.storage.blob.models.BlobHttpHeaders;
import io.adxflow.sinks.azure.BlockBuffers;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.blob.BlobContainer.Made;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings batches into blobs in two phases: blocks that nobody sees, then the block list that makes them one blob. A small batch
 * spares the first one: its bytes go with the request that makes the blob. Thread-safe.
 */
final class BlobUploads {
    private static final int MAX_REMEMBERED = 10_000;

    private final BlobSettings settings;
    private final BatchEncoder encoder;
    private final BlockBuffers buffers;
    private final BlockNames names;

    /** Batch id to its number of blocks, 0 for a small batch, of what this process has staged and never tried to commit. */
    private final Map<String, Integer> staged = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    BlobUploads(BlobSettings settings, BatchEncoder encoder) {
        this.settings = settings;
        this.encoder = encoder;
        this.buffers = new BlockBuffers(settings.blockBytes(), settings.blocksInFlight());
        this.names = new BlockNames(encoder.version(), settings.blockBytes());
    }

    void stage(BlobContainer container, String blob, SealedBatch batch, BatchContent content) throws Exception {
        staged.put(batch.batchId(), isSmall(batch) ? 0 : upload(container, blob, batch, content));
    }

    /** Leaves all of a batch to its commit. */
    void later(String batchId) {
        staged.put(batchId, 0);
    }

    /** Whether nobody can have committed a batch yet; true once. */
    boolean isFirstCommit(String batchId) {
        // What is left is how many blocks there are, negative for one that somebody has tried to commit.
        Integer blocks = staged.get(batchId);
        if (blocks == null || blocks < 0) {
            return false;
        }
        staged.put(batchId, -1 - blocks);
        return true;
    }

    /** Makes the blob, staging blocks again where they are gone; false when it was there. */
    boolean commit(BlobContainer container, String blob, SealedBatch batch, BatchContent content) throws Exception {
        Made made;
        if (isSmall(batch)) {
            made = put(container, blob, batch, content);
        } else {
            made = list(container, blob, batch, ids(container, blob, batch));
            if (made == Made.BLOCKS_MISSING) {
                made = list(container, blob, batch, names.all(upload(container, blob, batch, content)));
            }
            if (made == Made.BLOCKS_MISSING) {
                throw new IllegalStateException("blocks of " + blob + " are gone right after their upload");
            }
        }
        staged.remove(batch.batchId());
        return made == Made.DONE;
    }

    void forget(String batchId) {
        staged.remove(batchId);
    }

    private boolean isSmall(SealedBatch batch) {
        return batch.storedBytes() <= settings.singlePutBytes();
    }

    private int upload(BlobContainer container, String blob, SealedBatch batch, BatchContent content) throws Exception {
        try (BlockOutput out = new BlockOutput(container, blob, names, buffers)) {
            encoder.write(batch, content, out);
            return out.finish();
        }
    }

    /** The blocks of a batch, or null when they are not known to be there. */
    private @Nullable List<String> ids(BlobContainer container, String blob, SealedBatch batch) throws Exception {
        Integer known = staged.get(batch.batchId());
        int blocks = known == null ? 0 : known < 0 ? -1 - known : known;
        return blocks > 0 ? names.all(blocks) : names.whole(container.uncommitted(blob));
    }

    private Made list(BlobContainer container, String blob, SealedBatch batch, @Nullable List<String> ids)
            throws Exception {
        return ids == null
                ? Made.BLOCKS_MISSING
                : container.commit(blob, ids, headers(), BatchBlobs.metadata(batch), tags(batch));
    }

    private Made put(BlobContainer container, String blob, SealedBatch batch, BatchContent content) throws Exception {
        Bytes bytes = new Bytes((int) content.length());
        encoder.write(batch, content, bytes);
        return container.put(blob, bytes.array(), bytes.size(), headers(), BatchBlobs.metadata(batch), tags(batch));
    }

    private BlobHttpHeaders headers() {
        return new BlobHttpHeaders().setContentType(settings.format().contentType());
    }

    private Map<String, String> tags(SealedBatch batch) {
        return settings.indexTags() ? BatchBlobs.tags(batch) : Map.of();
    }

    /** Without the copy at the end. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes(int size) {
            super(size);
        }

        byte[] array() {
            return buf;
        }
    }
}
