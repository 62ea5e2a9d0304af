package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.Batch.Item;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts blobs of the same table, mapping and tags together, as the data management service does: until a time is over, or so
 * many blobs or bytes are there. Blobs that the service cannot batch go alone, and are counted.
 *
 * <p>Threads: any.
 */
final class Batcher {
    private static final int MAX_ITEMS = 500;
    private static final long MAX_RAW_BYTES = 1L << 30;

    private final Duration sealAfter;
    private final Faults faults;
    private final StandInStats stats;
    private final Workers timer;
    private final Consumer<Batch> sealed;
    private final Map<String, Open> open = new HashMap<>();
    private boolean closing;

    private static final class Open {
        final List<Item> items = new ArrayList<>();
        long rawBytes;
    }

    Batcher(Duration sealAfter, Faults faults, StandInStats stats, Workers timer, Consumer<Batch> sealed) {
        this.sealAfter = sealAfter;
        this.faults = faults;
        this.stats = stats;
        this.timer = timer;
        this.sealed = sealed;
    }

    synchronized void add(Item item) {
        String alone = item.request().aloneBecause();
        if (alone != null) {
            stats.count(
                    switch (alone) {
                        case "SingleBlob_IngestByTag" -> Count.SINGLE_BLOB_INGEST_BY_TAG;
                        case "SingleBlob_IngestIfNotExists" -> Count.SINGLE_BLOB_INGEST_IF_NOT_EXISTS;
                        default -> Count.SINGLE_BLOB_SIZE_UNKNOWN;
                    });
            hand(List.of(item));
            return;
        }
        String key = item.request().batchKey();
        Open batch = open.get(key);
        if (batch == null) {
            Open opened = new Open();
            open.put(key, opened);
            batch = opened;
            timer.after(closing ? Duration.ZERO : sealAfter, () -> seal(key, opened));
        }
        batch.items.add(item);
        Long raw = item.request().rawSize();
        batch.rawBytes += raw == null ? 0 : raw;
        if (batch.items.size() >= MAX_ITEMS || batch.rawBytes >= MAX_RAW_BYTES) {
            seal(key, batch);
        }
    }

    private synchronized void seal(String key, Open batch) {
        if (open.remove(key, batch)) {
            stats.add(Count.BATCHES_OF_SEVERAL, batch.items.size() > 1 ? 1 : 0);
            hand(batch.items);
        }
    }

    private void hand(List<Item> items) {
        Batch batch = new Batch(List.copyOf(items), false);
        Duration latency = faults.latency();
        if (latency.isZero()) {
            sealed.accept(batch);
        } else {
            timer.after(latency, () -> sealed.accept(batch));
        }
    }

    /** Seals all that is open, and from now on everything at once. */
    synchronized void sealAll() {
        closing = true;
        Map.copyOf(open).forEach(this::seal);
    }
}
