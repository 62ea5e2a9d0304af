package io.adxflow.job.listen;

import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sources.listen.Discovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Lists the blobs, or files, of one moniker. */
final class BlobDiscovery implements Discovery {
    private final StoredBlobs blobs;
    private final long settleMillis;
    private final int maxBlobs;
    private final LongSupplier millis;

    /**
     * Connects to nothing yet.
     *
     * @param settleMillis what was written later than so long ago may still be written
     * @param maxBlobs of one look
     */
    BlobDiscovery(StoredBlobs blobs, long settleMillis, int maxBlobs, LongSupplier millis) {
        this.blobs = blobs;
        this.settleMillis = settleMillis;
        this.maxBlobs = maxBlobs;
        this.millis = millis;
    }

    @Override
    public Look look() throws IOException, InterruptedException {
        List<Found> found = new ArrayList<>();
        long until = millis.getAsLong() - settleMillis;
        blobs.list(maxBlobs, blob -> {
            if (settleMillis == 0 || blob.writtenMillis() <= until) {
                found.add(new Found(blob.name(), blob.etag(), blob.bytes(), false, Map.of(), ""));
            }
        });
        return new Look(found, Map.of());
    }

    @Override
    public void close() {
        blobs.close();
    }
}
