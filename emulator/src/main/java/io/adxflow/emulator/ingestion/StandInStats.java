package io.adxflow.emulator.ingestion;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of what the stand-in saw, by name. Tests and the control endpoint read them.
 *
 * <p>Threads: any.
 */
public final class StandInStats {
    /** What is counted. */
    public enum Count {
        /** Messages taken from the queues, each delivery counted. */
        MESSAGES,
        /** Deliveries that became rows before, and were dropped. */
        MESSAGES_SEEN_BEFORE,
        BLOBS_INGESTED,
        /** Of these, blobs whose rows were in their table before. */
        BLOBS_INGESTED_AGAIN,
        /** The rows of those, which are in their tables twice. */
        ROWS_INGESTED_AGAIN,
        BLOBS_SKIPPED,
        BLOBS_FAILED,
        /** Extents written, which is one for each batch. */
        EXTENTS,
        ROWS,
        RAW_BYTES,
        BATCHES_OF_SEVERAL,
        SINGLE_BLOB_INGEST_BY_TAG,
        SINGLE_BLOB_INGEST_IF_NOT_EXISTS,
        SINGLE_BLOB_SIZE_UNKNOWN,
        /** Fields whose text was no value of their column's type. */
        VALUES_NOT_OF_THEIR_TYPE,
        /** Records with another number of fields than the mapping or the table expects, in files that agree with themselves. */
        RECORDS_OF_OTHER_WIDTH,
        /** Compressed bytes behind the first member of a gzip stream: rows that were lost. */
        GZIP_BYTES_BEHIND_FIRST_MEMBER,
        /** Blobs whose raw size was not what the client said. */
        RAW_SIZES_WRONG,
        /** Verdicts for entities that were not in the status table. */
        VERDICTS_WITHOUT_ENTITY,
        QUERIES,
        COMMANDS,
        /** Requests that a fault answered. */
        FAULTS
    }

    private final Map<Count, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Count count, long amount) {
        if (amount != 0) {
            counts.computeIfAbsent(count, absent -> new LongAdder()).add(amount);
        }
    }

    /** Counts one. */
    public void count(Count count) {
        add(count, 1);
    }

    /** The count so far. */
    public long get(Count count) {
        LongAdder adder = counts.get(count);
        return adder == null ? 0 : adder.sum();
    }

    /** All counts that are not zero. */
    public Map<Count, Long> all() {
        Map<Count, Long> all = new TreeMap<>();
        counts.forEach((count, adder) -> all.put(count, adder.sum()));
        return all;
    }
}
