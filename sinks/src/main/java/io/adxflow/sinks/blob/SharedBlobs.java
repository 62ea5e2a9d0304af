package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.storage.blob.models.BlobHttpHeaders;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.blob.BlobContainer.Made;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gathers small batches and writes those of a round as one blob, their gzip members one behind the other:
 * {@code <prefix>_shared/dt=YYYY-MM-DD/hh=HH/<first batch>-<digest>.csv.gz}. Where in it a batch stands is told by its line in the {@link
 * Manifest}, and a batch is committed once it has one. So a blob that no line names, as a process leaves that dies between the two, holds
 * nothing that counts.
 *
 * <p>What could not be written waits for the next try. Thread-safe; one caller at a time writes, and who waits finds his batches written.
 */
final class SharedBlobs {
    /** Below the prefix; a name that no table's folder has. */
    static final String FOLDER = "_shared/";

    /** From which on it does not wait for the round's end. */
    private static final int FULL_BYTES = 8 << 20;

    private final BlobSettings settings;
    private final Manifest manifest;
    private final Map<String, Part> waiting = new LinkedHashMap<>();
    private long waitingBytes;
    private @Nullable Boolean everUsed;

    private record Part(SealedBatch batch, byte[] bytes) {}

    SharedBlobs(BlobSettings settings, Manifest manifest) {
        this.settings = settings;
        this.manifest = manifest;
    }

    /** Whether a batch is small enough. */
    boolean takes(SealedBatch batch) {
        return batch.storedBytes() < settings.shareBelowBytes();
    }

    /** Whether batches may stand in shared blobs here, now or under settings of before. */
    synchronized boolean mayBeUsed(BlobContainer container) throws Exception {
        if (everUsed == null) {
            boolean[] found = {settings.shareBelowBytes() > 0};
            if (!found[0]) {
                container.visit(settings.prefix() + FOLDER, 1, blob -> found[0] = true);
            }
            everUsed = found[0];
        }
        return everUsed;
    }

    /** Has a batch written by the next {@link #flush} at the latest. */
    void add(BlobContainer container, SealedBatch batch, BatchContent content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) content.length());
        content.writeTo(bytes);
        synchronized (this) {
            if (waiting.containsKey(batch.batchId())) {
                return;
            }
            if (waitingBytes + bytes.size() > FULL_BYTES) {
                flush(container);
            }
            manifest.expect(ManifestEntry.of(batch, ""));
            waiting.put(batch.batchId(), new Part(batch, bytes.toByteArray()));
            waitingBytes += bytes.size();
        }
    }

    /** Forgets a batch that is not written yet. */
    synchronized void forget(String batchId) {
        Part part = waiting.remove(batchId);
        if (part != null) {
            waitingBytes -= part.bytes().length;
            manifest.attempted(batchId);
        }
    }

    /** Writes what waits. It is to be recorded then. */
    synchronized void flush(BlobContainer container) throws Exception {
        if (waiting.isEmpty()) {
            return;
        }
        String name = name();
        byte[] all = new byte[(int) waitingBytes];
        List<ManifestEntry> entries = new ArrayList<>();
        int position = 0;
        for (Part part : waiting.values()) {
            int length = part.bytes().length;
            System.arraycopy(part.bytes(), 0, all, position, length);
            entries.add(ManifestEntry.of(part.batch(), name).within(position, length));
            position += length;
        }
        Made unused = container.put(
                name,
                all,
                all.length,
                new BlobHttpHeaders().setContentType(settings.format().contentType()),
                Map.of("batches", String.valueOf(entries.size())),
                Map.of());
        for (ManifestEntry entry : entries) {
            // No name of a blob says that another attempt was there before; only the manifest does.
            manifest.committed(entry, true);
            manifest.attempted(entry.batchId());
        }
        waiting.clear();
        waitingBytes = 0;
    }

    /** The same for the same batches in the same order, whose bytes are the same then: who finds it there has nothing to write. */
    private String name() {
        SealedBatch first = waiting.values().iterator().next().batch();
        UUID digest = UUID.nameUUIDFromBytes(String.join(",", waiting.keySet()).getBytes(US_ASCII));
        return settings.prefix() + FOLDER + BatchBlobs.time(first) + "/" + first.batchId() + "-" + digest
                + settings.format().ending();
    }
}
