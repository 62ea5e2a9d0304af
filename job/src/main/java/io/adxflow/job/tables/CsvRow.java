package io.adxflow.job.tables;

import java.util.Arrays;
import java.util.List;

/** Looks back into an encoded CSV line, for the few that are not written as they are: too large a value, a dead letter. Reused. */
public final class CsvRow {
    private byte[] bytes = {};
    /** Of each field, quotes included. */
    private int[] starts = new int[64];

    private int[] ends = new int[64];
    private int fields;

    /** Takes on the line that lies there, without its end; the array is used until the next one. */
    public void take(byte[] line, int from, int to) {
        bytes = line;
        fields = 0;
        int start = from;
        boolean quoted = false;
        for (int at = from; at <= to; at++) {
            if (at == to || (line[at] == ',' && !quoted)) {
                if (fields == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * fields);
                    ends = Arrays.copyOf(ends, 2 * fields);
                }
                starts[fields] = start;
                ends[fields++] = at;
                start = at + 1;
            } else if (line[at] == '"') {
                quoted = !quoted;
            }
        }
    }

    /** Where the line that begins there ends: at its line feed outside quotes, or at the end of all. */
    public static int end(byte[] bytes, int from, int limit) {
        boolean quoted = false;
        for (int at = from; at < limit; at++) {
            byte c = bytes[at];
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\n' && !quoted) {
                return at;
            }
        }
        return limit;
    }

    /** The first field of more bytes than that, as it will be stored, or -1. */
    public int firstLargerThan(int maxBytes) {
        for (int field = 0; field < fields; field++) {
            if (ends[field] - starts[field] > maxBytes && size(field) > maxBytes) {
                return field;
            }
        }
        return -1;
    }

    /** Bytes of a field as it will be stored: without its quotes, and with those in it single. */
    public int size(int field) {
        int size = ends[field] - starts[field];
        if (!isQuoted(field)) {
            return size;
        }
        int quotes = 0;
        for (int i = starts[field] + 1; i < ends[field] - 1; i++) {
            if (bytes[i] == '"') {
                quotes++;
            }
        }
        return size - 2 - quotes / 2;
    }

    private boolean isQuoted(int field) {
        return ends[field] > starts[field] && bytes[starts[field]] == '"';
    }

    /**
     * The line as a JSON object: values of type dynamic as they are, others as strings, empty ones left out.
     *
     * @param columns names and types, {@code name:type}
     */
    public String toJson(List<String> columns) {
        ByteBuilder json = new ByteBuilder(256);
        ByteBuilder value = new ByteBuilder(256);
        json.put('{');
        for (int field = 0; field < fields; field++) {
            unquote(field, value);
            if (value.length() == 0) {
                continue;
            }
            String column = columns.get(field);
            int colon = column.indexOf(':');
            if (json.length() > 1) {
                json.put(',');
            }
            json.put('"').putAscii(column.substring(0, colon)).putAscii("\":");
            if (column.endsWith(":dynamic")) {
                json.put(value.array(), 0, value.length());
            } else {
                putString(value, json);
            }
        }
        return json.put('}').toString();
    }

    /** How many fields the line has. */
    public int fields() {
        return fields;
    }

    /** Where a field begins, with its quotes. */
    public int start(int field) {
        return starts[field];
    }

    /** Where it ends. */
    public int end(int field) {
        return ends[field];
    }

    /** Writes a field as it will be stored in place of what is there. */
    public void unquote(int field, ByteBuilder to) {
        to.clear();
        if (!isQuoted(field)) {
            to.put(bytes, starts[field], ends[field]);
            return;
        }
        for (int i = starts[field] + 1; i < ends[field] - 1; i++) {
            if (bytes[i] == '"') {
                i++;
            }
            to.put((char) (bytes[i] & 0xFF));
        }
    }

    /** {@link CsvText#appendJsonString} doubles the quotes for a CSV field; here they are single. */
    private static void putString(ByteBuilder text, ByteBuilder to) {
        ByteBuilder doubled = new ByteBuilder(text.length() + 16);
        boolean unused = CsvText.appendJsonString(text.array(), 0, text.length(), doubled);
        for (int i = 0; i < doubled.length(); i++) {
            byte c = doubled.array()[i];
            if (c == '"') {
                i++;
            }
            to.put((char) (c & 0xFF));
        }
    }
}
