package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;
import java.util.Base64;

/**
 * The text of attributes' values ({@code AnyValue}, common.proto), as the OpenTelemetry specification has it ("Attribute
 * collections", "non-string values MUST be converted to string"): strings as they are, numbers in decimal, {@code true} and
 * {@code false}, bytes in base64, arrays and maps as JSON in the order sent, nothing for an empty value.
 *
 * <p>Strings are not copied, nor checked to be UTF-8. The result of a call is valid until the next one.
 */
final class AttributeTexts {
    private static final int STRING = (1 << 3) | 2;
    private static final int BOOL = 2 << 3;
    private static final int INT = 3 << 3;
    private static final int DOUBLE = (4 << 3) | 1;
    private static final int ARRAY = (5 << 3) | 2;
    private static final int MAP = (6 << 3) | 2;
    private static final int BYTES = (7 << 3) | 2;
    private static final int ELEMENT = (1 << 3) | 2;
    private static final int KEY = (1 << 3) | 2;
    private static final int VALUE = (2 << 3) | 2;
    private static final int MAX_DEPTH = 64;
    /** Why an attribute is refused that has more than one value; no sender means that. */
    static final String TWO_VALUES = "an attribute has two values (expected: one)";

    private static final String HEX = "0123456789abcdef";

    /** The text: bytes of the body, or of {@link #scratch}. */
    byte[] bytes = new byte[0];

    int start;
    int end;

    private final Scratch scratch;
    private int kind;
    private int from;
    private int to;
    private long number;

    AttributeTexts(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Lets go of the body's bytes. */
    void release() {
        bytes = scratch.bytes;
    }

    /** Makes the text of the {@code AnyValue} that lies there; the reader stays where it is. */
    void read(ProtoReader reader, int valueStart, int valueEnd) throws MalformedBodyException, RefusedException {
        int position = reader.position;
        int limit = reader.limit;
        try {
            readAt(reader, valueStart, valueEnd);
        } finally {
            reader.seek(position, limit);
        }
    }

    private void readAt(ProtoReader reader, int valueStart, int valueEnd)
            throws MalformedBodyException, RefusedException {
        scan(reader, valueStart, valueEnd);
        if (kind == STRING) {
            bytes = reader.bytes;
            start = from;
            end = to;
        } else {
            scratch.clear();
            write(reader, false, 0);
            bytes = scratch.bytes;
            start = 0;
            end = scratch.length;
        }
    }

    /** Finds the value that is set. */
    private void scan(ProtoReader reader, int valueStart, int valueEnd)
            throws MalformedBodyException, RefusedException {
        kind = 0;
        boolean several = false;
        reader.seek(valueStart, valueEnd);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case BOOL, INT -> number = reader.varint64();
                case DOUBLE -> number = reader.fixed64();
                case STRING, ARRAY, MAP, BYTES -> {
                    int size = reader.length();
                    from = reader.position;
                    to = reader.position += size;
                }
                default -> {
                    reader.skip(tag);
                    continue;
                }
            }
            several |= kind != 0;
            kind = tag;
        }
        // Not before the end: what cannot be read at all is told first.
        if (several) {
            throw new RefusedException(TWO_VALUES);
        }
    }

    /** Appends the value that was found; as JSON it is quoted where JSON wants it. */
    private void write(ProtoReader reader, boolean json, int depth) throws MalformedBodyException, RefusedException {
        switch (kind) {
            case BOOL -> scratch.put(number != 0 ? "true" : "false");
            case INT -> scratch.put(Long.toString(number));
            case DOUBLE -> {
                double real = Double.longBitsToDouble(number);
                boolean quoted = json && !Double.isFinite(real);
                scratch.put((quoted ? "\"" : "") + NumberTexts.attribute(real) + (quoted ? "\"" : ""));
            }
            case STRING -> jsonString(reader.bytes, from, to);
            case BYTES -> {
                if (to - from > scratch.limit()) {
                    throw new RefusedException("an attribute's value has more than " + scratch.limit() + " B");
                }
                byte[] content = Arrays.copyOfRange(reader.bytes, from, to);
                String base64 = Base64.getEncoder().encodeToString(content);
                scratch.put(json ? '"' + base64 + '"' : base64);
            }
            case ARRAY -> array(reader, depth);
            case MAP -> map(reader, depth);
            default -> scratch.put(json ? "null" : "");
        }
    }

    private void array(ProtoReader reader, int depth) throws MalformedBodyException, RefusedException {
        checkDepth(depth);
        int listEnd = to;
        reader.seek(from, to);
        scratch.put('[');
        boolean more = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != ELEMENT) {
                reader.skip(tag);
                continue;
            }
            int size = reader.length();
            int next = reader.position + size;
            if (more) {
                scratch.put(',');
            }
            more = true;
            scan(reader, reader.position, next);
            write(reader, true, depth + 1);
            reader.seek(next, listEnd);
        }
        scratch.put(']');
    }

    private void map(ProtoReader reader, int depth) throws MalformedBodyException, RefusedException {
        checkDepth(depth);
        int mapEnd = to;
        reader.seek(from, to);
        scratch.put('{');
        boolean more = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != ELEMENT) {
                reader.skip(tag);
                continue;
            }
            int size = reader.length();
            int next = reader.position + size;
            if (more) {
                scratch.put(',');
            }
            more = true;
            entry(reader, next, depth);
            reader.seek(next, mapEnd);
        }
        scratch.put('}');
    }

    private void entry(ProtoReader reader, int entryEnd, int depth) throws MalformedBodyException, RefusedException {
        int keyStart = 0;
        int keyEnd = 0;
        int valueStart = 0;
        int valueEnd = 0;
        int values = 0;
        reader.limit = entryEnd;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == KEY) {
                int size = reader.length();
                keyStart = reader.position;
                keyEnd = reader.position += size;
            } else if (tag == VALUE) {
                values++;
                int size = reader.length();
                valueStart = reader.position;
                valueEnd = reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        if (values > 1) {
            throw new RefusedException(TWO_VALUES);
        }
        jsonString(reader.bytes, keyStart, keyEnd);
        scratch.put(':');
        scan(reader, valueStart, valueEnd);
        write(reader, true, depth + 1);
    }

    private static void checkDepth(int depth) throws RefusedException {
        if (depth >= MAX_DEPTH) {
            throw new RefusedException("an attribute's value is nested more than " + MAX_DEPTH + " deep");
        }
    }

    private void jsonString(byte[] text, int textStart, int textEnd) throws RefusedException {
        scratch.put('"');
        for (int i = textStart; i < textEnd; i++) {
            byte c = text[i];
            switch (c) {
                case '"' -> scratch.put("\\\"");
                case '\\' -> scratch.put("\\\\");
                case '\n' -> scratch.put("\\n");
                case '\r' -> scratch.put("\\r");
                case '\t' -> scratch.put("\\t");
                default -> {
                    if (c >= 0 && c < ' ') {
                        scratch.put("\\u00");
                        scratch.put(HEX.charAt(c >> 4));
                        scratch.put(HEX.charAt(c & 15));
                    } else {
                        scratch.put(c);
                    }
                }
            }
        }
        scratch.put('"');
    }
}
