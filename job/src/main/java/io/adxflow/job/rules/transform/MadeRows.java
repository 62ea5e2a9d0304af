package io.adxflow.job.rules.transform;

import io.adxflow.job.select.Selector;
import io.adxflow.job.tables.ByteBuilder;
import java.util.ArrayList;
import java.util.List;

/** The rows that one record became, as CSV without line ends, and where each wants to go. Reused. */
public final class MadeRows {
    private static final int FIRST_BYTES = 4096;
    private static final int KEEP_BYTES = 1 << 20;

    /**
     * One row.
     *
     * @param start in {@link MadeRows#bytes}
     * @param table that it names, or empty
     * @param database that it names, or empty
     * @param timestampMillis epoch milliseconds of the time that it is found by
     * @param attributes values that somebody decides by
     */
    public record Row(
            int start, int end, String table, String database, long timestampMillis, Selector.Values attributes) {}

    private final List<Row> rows = new ArrayList<>();
    private ByteBuilder bytes = new ByteBuilder(FIRST_BYTES);
    private int scrubbedAway;

    void clear() {
        rows.clear();
        scrubbedAway = 0;
        if (bytes.array().length > KEEP_BYTES) {
            bytes = new ByteBuilder(FIRST_BYTES);
        }
        bytes.clear();
    }

    void add(Row row) {
        rows.add(row);
    }

    void scrubAway() {
        scrubbedAway++;
    }

    /** How many rows a scrubbing rule dropped. */
    public int scrubbedAway() {
        return scrubbedAway;
    }

    public int count() {
        return rows.size();
    }

    public Row get(int row) {
        return rows.get(row);
    }

    /** What the rows lie in. */
    public ByteBuilder bytes() {
        return bytes;
    }
}
