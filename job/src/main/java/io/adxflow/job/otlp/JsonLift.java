package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Lifts keys of a JSON object into columns of their own, as {@link LiftedValues} does with attributes that are not JSON yet. Bytes are texts here, and so are infinite
 * numbers, which a column of type real takes nevertheless. Reused.
 */
public final class JsonLift {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final List<String> NOT_FINITE = List.of("NaN", "Infinity", "-Infinity");

    private final LiftedAttributes lifted;
    private final int[] starts;
    private final int[] ends;
    private final ByteBuilder text = new ByteBuilder(64);
    private byte[] json = new byte[0];

    public JsonLift(List<LiftedAttribute> attributes) {
        lifted = new LiftedAttributes(attributes);
        starts = new int[lifted.count()];
        ends = new int[lifted.count()];
    }

    /** {@code ,name:type} for each column. */
    public String schema() {
        return lifted.schema();
    }

    public boolean isEmpty() {
        return starts.length == 0;
    }

    /** Takes nothing: the columns are empty. */
    public void clear() {
        Arrays.fill(starts, -1);
    }

    /** Takes what is to be lifted out of an object and writes the rest of it as a quoted CSV field. What is no object is written as it is. */
    public void split(byte[] object, int start, int end, ByteBuilder row) {
        clear();
        json = object;
        row.put('"');
        if (object[start] != '{') {
            JsonBytes.appendDoubled(object, start, end, row);
            row.put('"');
            return;
        }
        row.put('{');
        boolean first = true;
        int at = JsonBytes.skipBlanks(object, start + 1, end);
        while (at < end && object[at] == '"') {
            int keyEnd = JsonBytes.skipString(object, at, end);
            int colon = JsonBytes.skipBlanks(object, keyEnd, end);
            int value = JsonBytes.skipBlanks(object, colon + 1, end);
            int valueEnd = JsonBytes.skipValue(object, value, end);
            if (!take(at + 1, keyEnd - 1, value, valueEnd)) {
                if (!first) {
                    row.put(',');
                }
                first = false;
                JsonBytes.appendDoubled(object, at, keyEnd, row);
                row.put(':');
                JsonBytes.appendDoubled(object, value, valueEnd, row);
            }
            at = JsonBytes.skipBlanks(object, valueEnd, end);
            at = at < end && object[at] == ',' ? JsonBytes.skipBlanks(object, at + 1, end) : end;
        }
        row.put('}').put('"');
    }

    private boolean take(int keyStart, int keyEnd, int start, int end) {
        int column;
        if (JsonBytes.isPlain(json, keyStart, keyEnd)) {
            column = lifted.column(json, keyStart, keyEnd);
        } else {
            text.clear();
            JsonBytes.appendText(json, keyStart, keyEnd, text);
            column = lifted.column(text.array(), 0, text.length());
        }
        if (column < 0 || starts[column] >= 0 || !fits(lifted.type(column), start, end)) {
            return false;
        }
        starts[column] = start;
        ends[column] = end;
        return true;
    }

    private boolean fits(ColumnType type, int start, int end) {
        byte first = json[start];
        boolean isText = first == '"';
        boolean isNumber = first == '-' || (first >= '0' && first <= '9');
        boolean isBool = first == 't' || first == 'f';
        return switch (type) {
            case STRING -> isText || isNumber || isBool;
            case LONG -> (isNumber || isText) && LiftedValues.isLong(string(start, end));
            case REAL -> isNumber ? isReal(string(start, end)) : isText && NOT_FINITE.contains(string(start, end));
            case BOOL -> isBool;
            case DATETIME ->
                isText
                        && end - start - 2 <= LiftedValues.MOST_DATETIME_BYTES
                        && LiftedValues.isDatetime(string(start, end));
            case DYNAMIC -> first != 'n';
        };
    }

    private static boolean isReal(String number) {
        if (number.indexOf('.') >= 0 || number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
            return true;
        }
        try {
            long whole = Long.parseLong(number);
            return whole >= -EXACT_IN_DOUBLE && whole <= EXACT_IN_DOUBLE;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The text of a string, or a number's or boolean's own. */
    private String string(int start, int end) {
        text(start, end);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }

    private void text(int start, int end) {
        text.clear();
        if (json[start] == '"') {
            JsonBytes.appendText(json, start + 1, end - 1, text);
        } else {
            text.put(json, start, end);
        }
    }

    /** Writes {@code ,value} for each column. */
    public void append(ByteBuilder row) {
        for (int column = 0; column < starts.length; column++) {
            row.put(',');
            if (starts[column] >= 0) {
                append(lifted.type(column), starts[column], ends[column], row);
            }
        }
    }

    private void append(ColumnType type, int start, int end, ByteBuilder row) {
        if (type == ColumnType.DYNAMIC) {
            row.put('"');
            JsonBytes.appendDoubled(json, start, end, row);
            row.put('"');
            return;
        }
        text(start, end);
        boolean isReal = type == ColumnType.REAL && json[start] != '"' && text.length() > 0 && !isWhole();
        if (isReal) {
            row.put(Double.parseDouble(string(start, end)));
        } else {
            CsvText.appendString(text.array(), 0, text.length(), row);
        }
    }

    private boolean isWhole() {
        for (int i = 0; i < text.length(); i++) {
            byte c = text.array()[i];
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }
}
