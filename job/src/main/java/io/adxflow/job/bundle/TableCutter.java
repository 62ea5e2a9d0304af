package io.adxflow.job.bundle;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.Deliveries.Delivery;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rows.TableKey;
import io.adxflow.job.tail.TailTap;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.watch.Backlogs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides which tables' rows are worth a chunk, and cuts them. One per reader and rule set; not thread-safe. */
final class TableCutter {
    private final LiveTables tables;
    private final CutSchedule schedule;
    private final CutPolicy policy;
    private final ChunkEncoder encoder;
    private final Output output;
    private final @Nullable TailTap tail;
    private final Map<String, List<Delivery>> byNamespace = new HashMap<>();
    private Map<String, String> definitions;
    private long bufferedRows;
    private Map<String, Backlogs.Held> waiting = Map.of();

    /**
     * When a table is cut besides its slot.
     *
     * @param chunkBytes CSV bytes that are enough if the rows are dense
     * @param maxChunkBytes CSV bytes that are enough in any case
     * @param minRowsPerSeries what makes them dense
     * @param smallBytes CSV bytes in this reader under which a table counts as small
     */
    record CutPolicy(long chunkBytes, long maxChunkBytes, int minRowsPerSeries, long smallBytes) {}

    /** Takes what is cut. */
    @FunctionalInterface
    interface Output {
        /** @param namespace that the rows were sent to */
        void accept(String namespace, Chunk chunk);
    }

    /**
     * A cutter.
     *
     * @param definitions as {@link RuleSet#definitions}
     * @param output takes each chunk, once per moniker that its rows go to, and reads its bytes before it
     *     returns
     * @param tail shown rows before they are cut; null where they have been shown before
     */
    TableCutter(
            LiveTables tables,
            Map<String, String> definitions,
            CutSchedule schedule,
            CutPolicy policy,
            ChunkEncoder encoder,
            Output output,
            @Nullable TailTap tail) {
        this.tail = tail;
        this.tables = tables;
        this.definitions = definitions;
        this.schedule = schedule;
        this.policy = policy;
        this.encoder = encoder;
        this.output = output;
        for (NamespaceSpec namespace : tables.rules().namespaces()) {
            byNamespace.put(
                    namespace.name(),
                    namespace.monikers().stream().map(Delivery::new).toList());
        }
    }

    /**
     * Cuts the tables whose slot began after {@code sinceMillis} and not after {@code nowMillis}, and those that have enough
     * rows; counts the rows of the rest.
     */
    void cutDueAndFull(long sinceMillis, long nowMillis) {
        bufferedRows = 0;
        Map<String, Backlogs.Held> left = new HashMap<>();
        for (TableBuffer buffer : tables.buffers()) {
            boolean small = buffer.estimatedCsvBytes() < policy.smallBytes();
            if (schedule.isDue(buffer.idHigh(), small, sinceMillis, nowMillis)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), true, nowMillis), nowMillis);
            } else if (isFull(buffer)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis), nowMillis);
            } else {
                bufferedRows += buffer.rows();
                if (buffer.rows() > 0) {
                    Backlogs.Held held = new Backlogs.Held(buffer.rows(), 0, buffer.oldestArrivalMillis());
                    deliveries(buffer.key())
                            .forEach(delivery -> left.merge(delivery.moniker(), held, Backlogs.Held::plus));
                }
            }
        }
        waiting = left;
    }

    /** Rows that the last {@link #cutDueAndFull} left. */
    long bufferedRows() {
        return bufferedRows;
    }

    /** The same rows, once for each moniker that gets them. */
    Map<String, Backlogs.Held> waiting() {
        return waiting;
    }

    /** Cuts the tables that have enough rows. */
    void cutFull(long nowMillis) {
        for (TableBuffer buffer : tables.buffers()) {
            if (isFull(buffer)) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis), nowMillis);
            }
        }
    }

    /** How many monikers get each row of a namespace that no subscription is about. */
    int monikers(String namespace) {
        return byNamespace.getOrDefault(namespace, List.of()).size();
    }

    /** Rows in the buffers, once per moniker. */
    long deliveriesInBuffers() {
        long deliveries = 0;
        for (TableBuffer buffer : tables.buffers()) {
            deliveries += (long) buffer.rows() * deliveries(buffer.key()).size();
        }
        return deliveries;
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
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis), nowMillis);
            }
        }
    }

    /** Cuts the tables whose rows all come from this body or later ones. */
    void cutSince(long sequence, long nowMillis) {
        for (TableBuffer buffer : tables.buffers()) {
            if (buffer.rows() > 0 && buffer.firstSequence() >= sequence) {
                cut(buffer, schedule.sealAtMillis(buffer.idHigh(), false, nowMillis), nowMillis);
            }
        }
    }

    /** Cuts every table. */
    void cutAll(long nowMillis, boolean sealAtOnce) {
        for (TableBuffer buffer : tables.buffers()) {
            if (buffer.rows() > 0) {
                cut(
                        buffer,
                        sealAtOnce ? nowMillis : schedule.sealAtMillis(buffer.idHigh(), false, nowMillis),
                        nowMillis);
            }
        }
    }

    private void cut(TableBuffer buffer, long sealAtMillis, long nowMillis) {
        if (tail != null) {
            tail.leaving(buffer, nowMillis);
        }
        TableKey table = buffer.key();
        int rows = buffer.rows();
        long oldestArrival = buffer.oldestArrivalMillis();
        long minTimestamp = buffer.minTimestampMillis();
        long maxTimestamp = buffer.maxTimestampMillis();
        EncodedRows encoded = encoder.encode(buffer);
        for (Delivery delivery : deliveries(table)) {
            output.accept(
                    table.namespace(),
                    new Chunk(
                            new BatchKey(
                                    delivery.moniker(),
                                    table.database(),
                                    table.table(),
                                    table.schema(),
                                    definitions.getOrDefault(delivery.moniker(), ""),
                                    delivery.held()),
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

    private List<Delivery> deliveries(TableKey table) {
        return table.deliveries().areOfNamespace()
                ? byNamespace.getOrDefault(table.namespace(), List.of())
                : table.deliveries().all();
    }

    /** From here on chunks name these definitions; to be called when nothing is left that was to name the others. */
    void define(Map<String, String> next) {
        definitions = next;
    }

    Map<String, String> definitions() {
        return definitions;
    }
}
