package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The database and table that a log record names itself, as adx-mon finds them (pkg/otlp/logs.go, KustoMetadata): by the attributes
 * {@code kusto.database} and {@code kusto.table}, and if not both are there, by the same keys of a body that is a kvlist. Of
 * several, the last before both are known counts; what is no string counts as empty. Reused.
 */
public final class Destination {
    private static final byte[] DATABASE = "kusto.database".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TABLE = "kusto.table".getBytes(StandardCharsets.US_ASCII);
    private static final int ELEMENTS = (1 << 3) | 2;

    private final ProtoReader reader;
    private final AnyValue value = new AnyValue();
    private final KeyValue pair = new KeyValue();
    private int databaseStart;
    private int databaseEnd;
    private int tableStart;
    private int tableEnd;

    Destination(ProtoReader reader) {
        this.reader = reader;
    }

    void clear() {
        databaseStart = databaseEnd = tableStart = tableEnd = 0;
    }

    /** Looks at one pair; moves the reader when it is of interest. */
    void look(KeyValue candidate) throws MalformedBodyException, RefusedRecordException {
        boolean database = isKey(DATABASE, candidate);
        if ((!database && !isKey(TABLE, candidate)) || isComplete()) {
            return;
        }
        int start = 0;
        int end = 0;
        if (candidate.valueStart >= 0) {
            value.read(reader, candidate.valueStart, candidate.valueEnd);
            if (value.kind == AnyValue.STRING) {
                start = value.start;
                end = value.end;
            }
        }
        if (database) {
            databaseStart = start;
            databaseEnd = end;
        } else {
            tableStart = start;
            tableEnd = end;
        }
    }

    /** Looks at a body unless all is known; moves the reader. */
    void lookAtBody(int start, int end) throws MalformedBodyException, RefusedRecordException {
        if (isComplete() || isShortString(start, end)) {
            return;
        }
        value.read(reader, start, end);
        if (value.kind != AnyValue.KVLIST) {
            return;
        }
        int listEnd = value.end;
        reader.seek(value.start, listEnd);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != ELEMENTS) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            pair.read(reader, reader.position, next);
            look(pair);
            reader.seek(next, listEnd);
        }
    }

    /** Whether a value is a string of less than 128 bytes and nothing else. */
    private boolean isShortString(int start, int end) {
        byte[] bytes = reader.bytes;
        return end - start >= 2 && bytes[start] == AnyValue.STRING && bytes[start + 1] == end - start - 2;
    }

    private boolean isKey(byte[] key, KeyValue candidate) {
        return candidate.keyEnd - candidate.keyStart == key.length
                && Arrays.equals(reader.bytes, candidate.keyStart, candidate.keyEnd, key, 0, key.length);
    }

    private boolean isComplete() {
        return databaseEnd > databaseStart && tableEnd > tableStart;
    }

    /** Whether anything is named. */
    public boolean isNamed() {
        return databaseEnd > databaseStart || tableEnd > tableStart;
    }

    /** The database as sent, or empty. */
    public String database() {
        return new String(reader.bytes, databaseStart, databaseEnd - databaseStart, StandardCharsets.UTF_8);
    }

    /** The table as sent, or empty. */
    public String table() {
        return new String(reader.bytes, tableStart, tableEnd - tableStart, StandardCharsets.UTF_8);
    }
}
