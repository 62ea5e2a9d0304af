package io.adxflow.sinks.events;

import io.adxflow.sinks.batch.BatchContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Reads the rows of a batch back, one after the other: CSV records (RFC 4180, ended by a line feed) with their fields' places. Holds
 * a slice of the batch and the longest record, however large the batch. For one thread.
 */
public final class RowReader {
    private static final int READ_BYTES = 64 << 10;

    private final InputStream csv;
    private final int columns;
    private byte[] bytes = new byte[2 * READ_BYTES];

    /** What is in {@link #bytes} and was not handed out ends here. */
    private int filled;

    private int lineStart;
    private int lineEnd;
    private int next;
    private final int[] starts;
    private final int[] ends;
    private long row = -1;

    /** @param columns of the batch's schema */
    public RowReader(BatchContent content, int columns) throws IOException {
        this.csv = new GZIPInputStream(content.stream(), READ_BYTES);
        this.columns = columns;
        this.starts = new int[columns];
        this.ends = new int[columns];
    }

    /**
     * Goes to the next row; false when there is none.
     *
     * @throws IllegalArgumentException when a record has other than the schema's number of fields
     */
    public boolean next() throws IOException {
        lineStart = next;
        int at = lineStart;
        int field = 0;
        int fieldStart = lineStart;
        boolean quoted = false;
        while (true) {
            if (at == filled) {
                int moved = lineStart;
                if (!fill()) {
                    if (at == moved) {
                        return false;
                    }
                    throw new IllegalArgumentException("row " + (row + 1) + " of the batch has no end");
                }
                at -= moved;
                fieldStart -= moved;
                for (int i = 0; i < Math.min(field, columns); i++) {
                    starts[i] -= moved;
                    ends[i] -= moved;
                }
            }
            byte c = bytes[at];
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                if (field < columns) {
                    starts[field] = fieldStart;
                    ends[field] = at;
                }
                field++;
                fieldStart = at + 1;
                if (c == '\n') {
                    break;
                }
            }
            at++;
        }
        row++;
        lineEnd = at;
        next = at + 1;
        if (field != columns) {
            throw new IllegalArgumentException(
                    "row " + row + " of the batch has " + field + " fields (expected: " + columns + ", as the schema)");
        }
        return true;
    }

    /** Moves what is not read to the beginning, and reads on; false at the end. */
    private boolean fill() throws IOException {
        System.arraycopy(bytes, lineStart, bytes, 0, filled - lineStart);
        filled -= lineStart;
        next -= lineStart;
        lineStart = 0;
        if (bytes.length - filled < READ_BYTES) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int count = csv.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
            return false;
        }
        filled += count;
        return true;
    }

    /** The row's offset in the batch; the first is 0. */
    public long row() {
        return row;
    }

    /** Where the row stands, until the next call of {@link #next}. */
    public byte[] bytes() {
        return bytes;
    }

    public int lineStart() {
        return lineStart;
    }

    /** Without the line feed. */
    public int lineEnd() {
        return lineEnd;
    }

    /** Where a field begins, with its quotes. */
    public int start(int field) {
        return starts[field];
    }

    public int end(int field) {
        return ends[field];
    }
}
