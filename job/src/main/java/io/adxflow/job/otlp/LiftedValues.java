package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The values of one message's lifted attributes. A value that its column's type cannot hold is not lifted and so stays where it
 * was; of attributes with the same name the first that fits is lifted.
 */
final class LiftedValues {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    static final int MOST_DATETIME_BYTES = 40;
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    private final ProtoReader reader;
    private final ValueJson json;
    private final LiftedAttributes lifted;
    private final AnyValue value = new AnyValue();
    /** Of each column where its value lies, or -1. */
    private final int[] starts;

    private final int[] ends;

    LiftedValues(ProtoReader reader, ValueJson json, LiftedAttributes lifted) {
        this.reader = reader;
        this.json = json;
        this.lifted = lifted;
        starts = new int[lifted.count()];
        ends = new int[lifted.count()];
        clear();
    }

    void clear() {
        Arrays.fill(starts, -1);
    }

    /** Lifts the attribute if it is to be and can be, and tells whether it did; moves the reader. */
    boolean take(KeyValue attribute) throws MalformedBodyException, RefusedRecordException {
        if (starts.length == 0 || attribute.valueStart < 0) {
            return false;
        }
        int column = lifted.column(reader.bytes, attribute.keyStart, attribute.keyEnd);
        if (column < 0 || starts[column] >= 0) {
            return false;
        }
        value.read(reader, attribute.valueStart, attribute.valueEnd);
        if (!fits(lifted.type(column))) {
            return false;
        }
        starts[column] = attribute.valueStart;
        ends[column] = attribute.valueEnd;
        return true;
    }

    private boolean fits(ColumnType type) {
        return switch (type) {
            case STRING ->
                value.kind == AnyValue.STRING
                        || value.kind == AnyValue.BOOL
                        || value.kind == AnyValue.INT
                        || value.kind == AnyValue.DOUBLE;
            case LONG -> value.kind == AnyValue.INT || (value.kind == AnyValue.STRING && isLong(text()));
            case REAL ->
                value.kind == AnyValue.DOUBLE
                        || (value.kind == AnyValue.INT
                                && value.number >= -EXACT_IN_DOUBLE
                                && value.number <= EXACT_IN_DOUBLE);
            case BOOL -> value.kind == AnyValue.BOOL;
            case DATETIME ->
                value.kind == AnyValue.STRING && value.end - value.start <= MOST_DATETIME_BYTES && isDatetime(text());
            case DYNAMIC -> value.kind != AnyValue.NONE;
        };
    }

    private String text() {
        int length = Math.min(value.end - value.start, MOST_DATETIME_BYTES);
        return new String(reader.bytes, value.start, length, StandardCharsets.UTF_8);
    }

    /** Only the form in which the number would be written, so that nothing is lost. */
    static boolean isLong(String text) {
        try {
            return Long.toString(Long.parseLong(text)).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Only what RFC 3339 allows, and an instant that a datetime holds: the years 0001 to 9999 in UTC. */
    static boolean isDatetime(String text) {
        try {
            return RFC_3339.matcher(text).matches()
                    && CsvTimestamps.isInRange(
                            OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Writes {@code ,value} for each column; moves the reader. */
    void append(ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        for (int column = 0; column < starts.length; column++) {
            row.put(',');
            if (starts[column] >= 0) {
                append(lifted.type(column), starts[column], ends[column], row);
            }
        }
    }

    private void append(ColumnType type, int start, int end, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        if (type == ColumnType.DYNAMIC) {
            row.put('"');
            json.value(start, end, 1, row);
            row.put('"');
            return;
        }
        value.read(reader, start, end);
        switch (value.kind) {
            case AnyValue.STRING -> {
                if (!CsvText.appendString(reader.bytes, value.start, value.end, row)) {
                    throw ValueJson.notText();
                }
            }
            case AnyValue.BOOL -> row.putAscii(value.number != 0 ? "true" : "false");
            case AnyValue.INT -> row.put(value.number);
            case AnyValue.DOUBLE -> real(type, Double.longBitsToDouble(value.number), row);
            default ->
                throw new IllegalStateException("kind: " + value.kind + " (expected: one that fits " + type + ")");
        }
    }

    private static void real(ColumnType type, double number, ByteBuilder row) {
        if (type == ColumnType.STRING && Double.isFinite(number)) {
            ValueJson.finite(number, row);
        } else {
            row.put(number);
        }
    }
}
