package io.adxflow.job.tail;

import io.adxflow.job.rows.TableKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows on their way from the readers of this process to one who watches. Bounded: what finds no room until they are fetched is counted
 * and not kept. Thread-safe; the lock is held for a few instructions only.
 */
public final class Tail {
    /** Between two times that they are fetched, which is twice a second. */
    static final int MAX_ROWS = 500;

    static final int MAX_BYTES = 512 * 1024;

    private final TailRequest request;
    private List<TailRow> rows = new ArrayList<>();
    private int bytes;
    private long arrived;

    Tail(TailRequest request) {
        this.request = request;
    }

    /**
     * What came since the time before.
     *
     * @param arrived how many rows there were, of which {@code rows} are some
     */
    record Fetched(long arrived, List<TailRow> rows) {}

    TailRequest request() {
        return request;
    }

    /** How many rows it takes now. */
    synchronized int room() {
        return bytes >= MAX_BYTES ? 0 : MAX_ROWS - rows.size();
    }

    /** So many rows came, of whichever some are offered. */
    synchronized void arrived(long count) {
        arrived += count;
    }

    /** Takes a copy of a row, if there is room. */
    synchronized void offer(TableKey key, byte[] csv, int offset, int length, long nowMillis) {
        if (rows.size() < MAX_ROWS && bytes + length <= MAX_BYTES) {
            bytes += length;
            rows.add(new TailRow(
                    nowMillis,
                    key.namespace(),
                    key.database(),
                    key.table(),
                    key.schema(),
                    Arrays.copyOfRange(csv, offset, offset + length)));
        }
    }

    /** Takes what is there. */
    synchronized Fetched fetch() {
        Fetched fetched = new Fetched(arrived, rows);
        rows = new ArrayList<>();
        bytes = 0;
        arrived = 0;
        return fetched;
    }
}
