package io.adxflow.sinks.blob.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Walks over the rows of CSV (RFC 4180, UTF-8, lines that end with a line feed) without an object per field. For one thread.
 */
final class CsvRows {
    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    /** The fields of the row back to back, without quotes. */
    private byte[] row = new byte[4 << 10];

    private int rowLength;

    /** Where each field ends in {@link #row}. */
    private int[] ends = new int[16];

    private int fields;
    private long rows;

    CsvRows(InputStream in) {
        this.in = in;
    }

    /** Goes to the next row; false when there is none. What was read of the row before is void. */
    boolean next() throws IOException {
        rowLength = 0;
        fields = 0;
        int first = read();
        if (first < 0) {
            return false;
        }
        rows++;
        int c = first;
        while (true) {
            c = c == '"' ? quoted() : plain(c);
            endField();
            if (c == ',') {
                c = read();
            } else {
                return true;
            }
        }
    }

    /** Reads up to the end of a field that begins with {@code c}; returns what is behind it: a comma, or the end of the row. */
    private int plain(int first) throws IOException {
        int c = first;
        while (c != ',' && c != '\n' && c >= 0) {
            add(c);
            c = read();
        }
        return c;
    }

    private int quoted() throws IOException {
        while (true) {
            int c = read();
            if (c < 0) {
                throw new EOFException("row " + rows + " ends within a quoted field");
            }
            if (c != '"') {
                add(c);
                continue;
            }
            int after = read();
            if (after != '"') {
                return plain(after);
            }
            add('"');
        }
    }

    private void add(int c) {
        if (rowLength == row.length) {
            row = Arrays.copyOf(row, 2 * row.length);
        }
        row[rowLength++] = (byte) c;
    }

    private void endField() {
        if (fields == ends.length) {
            ends = Arrays.copyOf(ends, 2 * fields);
        }
        ends[fields++] = rowLength;
    }

    private int read() throws IOException {
        if (at == end) {
            end = in.read(buffer, 0, buffer.length);
            at = 0;
            if (end <= 0) {
                end = 0;
                return -1;
            }
        }
        return buffer[at++] & 0xff;
    }

    /** Fields of the row. */
    int fields() {
        return fields;
    }

    /** The bytes that {@link #offset} and {@link #length} are of; void after {@link #next}. */
    byte[] bytes() {
        return row;
    }

    int offset(int field) {
        return field == 0 ? 0 : ends[field - 1];
    }

    int length(int field) {
        return ends[field] - offset(field);
    }

    /** Number of the row, from 1 on. */
    long number() {
        return rows;
    }
}
