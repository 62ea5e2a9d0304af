package io.adxflow.job.otlp.restore;

import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.restore.RecordColumns.LiftedColumn;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** The fields of the row at hand, read as what their columns are and written as fields of a message. What is not there is empty. Reused. */
final class RowFields {
    private static final long NANOS = 1_000_000_000L;
    private static final long MAX_SECONDS = Long.divideUnsigned(-1L, NANOS) - 1;
    private static final int LONG_TEXT = 64;

    private final RecordColumns columns;
    private final CsvRow row = new CsvRow();
    private final ByteBuilder text = new ByteBuilder(512);
    private final ValueWriter values = new ValueWriter();
    private byte[] bytes = {};

    RowFields(RecordColumns columns) {
        this.columns = columns;
    }

    void take(byte[] line, int start, int end) {
        bytes = line;
        row.take(line, start, end);
    }

    ValueWriter values() {
        return values;
    }

    /** A column's value; valid until the next one. */
    ByteBuilder bytes(String column) {
        int at = columns.at(column);
        if (at < 0) {
            text.clear();
        } else {
            row.unquote(at, text);
        }
        return text;
    }

    boolean isEmpty(String column) {
        int at = columns.at(column);
        return at < 0 || row.size(at) == 0;
    }

    String string(String column) {
        ByteBuilder of = bytes(column);
        return new String(of.array(), 0, of.length(), StandardCharsets.UTF_8);
    }

    /** Appends the column as it stands in the row. */
    void raw(int column, ByteBuilder to) {
        to.put(bytes, row.start(column), row.end(column)).put(',');
    }

    void text(String column, int field, ByteBuilder to) {
        ByteBuilder of = bytes(column);
        if (of.length() > 0) {
            Proto.block(to, field, of);
        }
    }

    /** Writes the bytes that hex digits stand for. */
    void hex(String column, int field, ByteBuilder to) throws UnreadableRowException {
        if (!isEmpty(column)) {
            byte[] of = unhex(column, string(column));
            Proto.block(to, field, of, 0, of.length);
        }
    }

    static byte[] unhex(String column, String digits) throws UnreadableRowException {
        byte[] of = new byte[digits.length() / 2];
        boolean isHex = digits.length() % 2 == 0;
        for (int i = 0; isHex && i < of.length; i++) {
            int high = Character.digit(digits.charAt(2 * i), 16);
            int low = Character.digit(digits.charAt(2 * i + 1), 16);
            isHex = high >= 0 && low >= 0;
            of[i] = (byte) (high << 4 | low);
        }
        if (!isHex) {
            throw wrong(column, digits, "hex digits");
        }
        return of;
    }

    /** A whole number; 0 when there is none. */
    long whole(String column) throws UnreadableRowException {
        String of = string(column);
        try {
            return of.isEmpty() ? 0 : Long.parseLong(of);
        } catch (NumberFormatException e) {
            throw wrong(column, of, "a whole number");
        }
    }

    void varint(String column, int field, ByteBuilder to) throws UnreadableRowException {
        long number = whole(column);
        if (number != 0) {
            Proto.varint(to, field, number);
        }
    }

    void fixed32(String column, int field, ByteBuilder to) throws UnreadableRowException {
        int number = (int) whole(column);
        if (number != 0) {
            Proto.fixed32(to, field, number);
        }
    }

    static void fixed64(long number, int field, ByteBuilder to) {
        if (number != 0) {
            Proto.fixed64(to, field, number);
        }
    }

    /** Nanoseconds of an instant, unsigned; 0 when there is none. */
    long nanos(String column) throws UnreadableRowException {
        return instant(column, string(column));
    }

    static long instant(String column, String instant) throws UnreadableRowException {
        if (instant.isEmpty()) {
            return 0;
        }
        try {
            Instant of = Instant.parse(instant);
            if (of.getEpochSecond() >= 0 && of.getEpochSecond() <= MAX_SECONDS) {
                return of.getEpochSecond() * NANOS + of.getNano();
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw wrong(column, instant, "an instant from 1970 to 2554, as RFC 3339 writes it");
    }

    /** Nanoseconds of a column that has them as a number, or else of the instant beside it. */
    long nanos(String asNumber, String asInstant) throws UnreadableRowException {
        String number = string(asNumber);
        return number.isEmpty() ? nanos(asInstant) : whole(asNumber);
    }

    /** Writes an object's members as pairs. */
    void members(String column, int field, ByteBuilder to) throws UnreadableRowException {
        if (!isEmpty(column)) {
            ValueWriter.read(column, bytes(column), parser -> values.members(column, parser, field, to));
        }
    }

    /** Writes the lifted columns of attributes, or of a resource's, as pairs. */
    void lifted(List<LiftedColumn> lifted, boolean ofResource, int field, ByteBuilder to)
            throws UnreadableRowException {
        for (LiftedColumn each : lifted) {
            if (each.isResource() == ofResource && row.size(each.column()) > 0) {
                row.unquote(each.column(), text);
                lifted(each, field, to);
            }
        }
    }

    private void lifted(LiftedColumn column, int field, ByteBuilder to) throws UnreadableRowException {
        String attribute = column.attribute();
        if (column.type() == ColumnType.DYNAMIC) {
            ValueWriter.read(attribute, text, parser -> values.pair(attribute, values.value(parser), field, to));
            return;
        }
        String of = new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
        try {
            ByteBuilder value =
                    switch (column.type()) {
                        case LONG -> values.whole(Long.parseLong(of));
                        case REAL -> values.real(Double.parseDouble(of));
                        case BOOL -> values.bool(Boolean.parseBoolean(of));
                        default -> values.text(text);
                    };
            values.pair(attribute, value, field, to);
        } catch (NumberFormatException e) {
            throw wrong(attribute, of, "a number");
        }
    }

    static UnreadableRowException wrong(String column, String value, String expected) {
        String shown = value.length() <= LONG_TEXT ? value : value.substring(0, LONG_TEXT) + "…";
        return new UnreadableRowException(column + ": '" + shown + "' (expected: " + expected + ")");
    }
}
