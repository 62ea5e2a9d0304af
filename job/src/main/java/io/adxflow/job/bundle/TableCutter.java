package io.adxflow.job.bundle;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rows.TableKey;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Decides which tables' rows are worth a chunk, and cuts them. One per reader and rule set; not thread-safe. */
final class TableCutter {
    private final LiveTables tables;
    private final CutSchedule schedule;
    private final CutPolicy policy;
    private final ChunkEncoder encoder;
    private final Consumer<Chunk> output;
    private final Map<String, List<String>> monikersByNamespace = new HashMap<>();
    private long bufferedRows;

    /**
     * When a table is cut besides its slot.
     *
     * @param chunkBytes CSV bytes that are enough if the rows are dense
     * @param maxChunkBytes CSV bytes that are enough in any case
     * @param minRowsPerSeries what makes them dense
     * @param smallBytes CSV bytes in this reader under which a table counts as small
     */
    record CutPolicy(long chunkBytes, long maxChunkBytes, int minRowsPerSeries, long smallBytes) {}

    /** @param output takes each chunk, once per moniker of its namespace, and reads its bytes before it returns */
    TableCutter(
            LiveTables tables, CutSchedule schedule, CutPolicy policy, ChunkEncoder encoder, Consumer<Chunk> output) {
        this.tables = tables;
        this.schedule = schedule;
        this.policy = policy;
        this.encoder = encoder;
        this.output = output;
        for (NamespaceSpec namespace : tables.rules().namespaces()) {
            monikersByNamespace.put(namespace.name(), namespace.monikers());
        }
    }

    /**
     * Cuts the tables whose slot began after {@code sinceMillis} and not after {@code nowMillis}, and those that have enough
     * rows; counts the rows of the rest.
     */
    void cutDueAndFull(long sinceMillis, long nowMillis) {
        bufferedRows = 0;
        for (TableBuffer buffer : tables.buffers()) {
            boolean small = buffer.estimatedCsvBytes() < policy.smallBytes();
            if (schedule.isDue(buffer.idHigh(), small, sinceMillis, nowMillis)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), true, nowMillis));
            } else if (isFull(buffer)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis));
            } else {
                bufferedRows += buffer.rows();
            }
        }
    }

    /** Rows that the last {@link #cutDueAndFull} left. */
    long bufferedRows() {
        return bufferedRows;
    }

    /** Cuts the tables that have enough rows. */
    void cutFull(long nowMillis) {
        for (TableBuffer buffer : tables.buffers()) {
            if (isFull(buffer)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis));
            }
        }
    }

    private boolean isFull(TableBuffer buffer) {
        long bytes = buffer.estimatedCsvBytes();
        return bytes >= policy.maxChunkBytes()
                || (bytes >= policy.chunkBytes()
                        && buffer.rows() >= (long) policy.minRowsPerSeries() * buffer.distinctSeries());
    }

    /** Cuts the fullest tables until those left hold at most half of what all held. */
    void cutFullestHalf(long nowMillis) {
        List<TableBuffer> fullestFirst = new ArrayList<>(tables.buffers());
        fullestFirst.sort(Comparator.comparingLong(TableBuffer::heapBytes).reversed());
        long goal = tables.heapBytes() / 2;
        for (TableBuffer buffer : fullestFirst) {
            if (tables.heapBytes() <= goal) {
                return;
            }
            if (buffer.rows() > 0) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis));
            }
        }
    }

    /** Cuts every table. */
    void cutAll(long nowMillis, boolean sealAtOnce) {
        for (TableBuffer buffer : tables.buffers()) {
            if (buffer.rows() > 0) {
                cut(buffer, sealAtOnce ? nowMillis : schedule.sealAtMillis(buffer.idHigh(), false, nowMillis));
            }
        }
    }

    private void cut(TableBuffer buffer, long sealAtMillis) {
        TableKey table = buffer.key();
        int rows = buffer.rows();
        long oldestArrival = buffer.oldestArrivalMillis();
        long minTimestamp = buffer.minTimestampMillis();
        long maxTimestamp = buffer.maxTimestampMillis();
        EncodedRows encoded = encoder.encode(buffer);
        for (String moniker : monikersByNamespace.getOrDefault(table.namespace(), List.of())) {
            output.accept(new Chunk(
                    new BatchKey(moniker, table.database(), table.table(), table.schema()),
                    encoded.deflated(),
                    encoded.deflatedLength(),
                    encoded.rawLength(),
                    encoded.crc32(),
                    rows,
                    oldestArrival,
                    minTimestamp,
                    maxTimestamp,
                    sealAtMillis));
        }
    }
}
