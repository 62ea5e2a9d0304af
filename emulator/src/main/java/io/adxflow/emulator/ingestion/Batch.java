package io.adxflow.emulator.ingestion;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blobs that become one extent.
 *
 * @param atomic whether the failure of one blob fails all, as in a command; else each has a verdict of its own
 */
record Batch(List<Item> items, boolean atomic) {

    /**
     * One blob.
     *
     * @param messageId the queue's id of the message that named it, or null
     * @param done told once; must not throw
     */
    record Item(IngestionRequest request, BlobContent content, @Nullable String messageId, Consumer<Verdict> done) {}

    IngestionRequest request() {
        return items.get(0).request();
    }

    int stripe(int stripes) {
        return Math.floorMod((request().database() + "\n" + request().table()).hashCode(), stripes);
    }
}
