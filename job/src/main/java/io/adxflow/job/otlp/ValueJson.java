package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes OTLP's values as JSON that goes into a quoted CSV field, so with every quote doubled.
 *
 * <p>Integers with all their digits; doubles as the shortest text that reads back, with a point or an exponent so that they stay
 * doubles, or as {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}; bytes in base64; a value that is nothing as {@code null}.
 * Keys in the order sent, a key that comes twice twice.
 */
public final class ValueJson {
    private static final int ELEMENTS = (1 << 3) | 2;
    private static final int QUOTE_BYTES = 2;

    private final ProtoReader reader;
    private final AnyValue value = new AnyValue();
    private final KeyValue pair = new KeyValue();
    private long maxBytes = Long.MAX_VALUE;

    ValueJson(ProtoReader reader) {
        this.reader = reader;
    }

    /** Writes the value that lies there; moves the reader. */
    void value(int start, int end, int depth, ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
        if (depth > OtlpRequest.MAX_VALUE_DEPTH) {
            throw new RefusedRecordException("values nested more than " + OtlpRequest.MAX_VALUE_DEPTH + " deep");
        }
        value.read(reader, start, end);
        switch (value.kind) {
            case AnyValue.STRING -> text(value.start, value.end, to);
            case AnyValue.BOOL -> to.putAscii(value.number != 0 ? "true" : "false");
            case AnyValue.INT -> to.put(value.number);
            case AnyValue.DOUBLE -> real(Double.longBitsToDouble(value.number), to);
            case AnyValue.ARRAY -> array(value.start, value.end, depth, to);
            case AnyValue.KVLIST -> object(value.start, value.end, ELEMENTS, depth, to);
            case AnyValue.BYTES -> base64(value.start, value.end, to);
            default -> to.putAscii("null");
        }
    }

    private void array(int start, int end, int depth, ByteBuilder to)
            throws MalformedBodyException, RefusedRecordException {
        to.put('[');
        boolean first = true;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != ELEMENTS) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            if (!first) {
                to.put(',');
            }
            first = false;
            value(reader.position, next, depth + 1, to);
            reader.seek(next, end);
        }
        to.put(']');
    }

    /** Writes the key-value pairs that a message has in one of its fields as an object; moves the reader. */
    void object(int start, int end, int fieldTag, int depth, ByteBuilder to)
            throws MalformedBodyException, RefusedRecordException {
        to.put('{');
        int members = to.length();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != fieldTag) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            if (to.length() > members) {
                to.put(',');
            }
            pair.read(reader, reader.position, next);
            member(pair, depth, to);
            reader.seek(next, end);
        }
        to.put('}');
    }

    /** Writes {@code "key":value}; moves the reader. */
    void member(KeyValue member, int depth, ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
        text(member.keyStart, member.keyEnd, to);
        to.put(':');
        if (member.valueStart < 0) {
            to.putAscii("null");
        } else {
            value(member.valueStart, member.valueEnd, depth + 1, to);
        }
    }

    /** What is written to may take so many bytes; a record of more is refused while it is written. */
    void setMaxBytes(long bytes) {
        maxBytes = bytes;
    }

    void text(int start, int end, ByteBuilder to) throws RefusedRecordException {
        // Every object has a text at least, and nothing else grows much: an event of two bytes becomes sixty.
        if (to.length() > maxBytes) {
            throw new RefusedRecordException("as a row it has more than " + maxBytes
                    + " B, which is what follows from the" + " heap and option ingest.decode-memory-share");
        }
        if (!CsvText.appendJsonString(reader.bytes, start, end, to)) {
            throw notText();
        }
    }

    static RefusedRecordException notText() {
        return new RefusedRecordException("a text is not UTF-8");
    }

    private static void real(double number, ByteBuilder to) {
        if (Double.isFinite(number)) {
            finite(number, to);
        } else {
            to.putAscii("\"\"").put(number).putAscii("\"\"");
        }
    }

    /** Writes a double so that it cannot be taken for an integer. */
    public static void finite(double number, ByteBuilder to) {
        int start = to.length();
        to.put(number);
        byte[] written = to.array();
        for (int i = start; i < to.length(); i++) {
            if (written[i] == '.' || written[i] == 'e') {
                return;
            }
        }
        to.put('.').put('0');
    }

    private void base64(int start, int end, ByteBuilder to) {
        byte[] text = Base64.getEncoder().encode(Arrays.copyOfRange(reader.bytes, start, end));
        to.room(text.length + 2 * QUOTE_BYTES);
        to.putAscii("\"\"").put(text).putAscii("\"\"");
    }
}
