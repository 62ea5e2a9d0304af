package io.adxflow.sinks.kusto;

import io.adxflow.sinks.delivery.DeadBatch;
import io.adxflow.sinks.delivery.VerdictListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it is told. */
final class RecordedVerdicts implements VerdictListener {
    final List<String> ingested = new CopyOnWriteArrayList<>();
    final List<String> requeued = new CopyOnWriteArrayList<>();
    final List<DeadBatch> failed = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    volatile long open = -1;
    volatile long overdue = -1;
    volatile long oldestSeconds = -1;

    /** Refuses to keep anything, as a disk that is full. */
    volatile boolean full;

    @Override
    public void ingested(Batch batch, long seconds) {
        ingested.add(batch.batchId());
    }

    @Override
    public void requeued(Batch batch, String reason) {
        requeued.add(batch.batchId());
    }

    @Override
    public void keep(DeadBatch batch, DeadBatch.@Nullable Bytes bytes) throws IOException {
        if (full) {
            throw new IOException("no space left on device");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (bytes != null) {
                bytes.writeTo(out);
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
        kept.put(batch.batchId(), out.toByteArray());
    }

    @Override
    public void failed(DeadBatch batch) {
        failed.add(batch);
    }

    @Override
    public void open(long batches, long oldest, long late, String advice) {
        open = batches;
        oldestSeconds = oldest;
        overdue = late;
    }
}
