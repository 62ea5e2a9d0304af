package io.adxflow.sinks.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.Json;
import java.util.List;

/**
 * Writes rows as JSON objects (RFC 8259), typed by the schema: numbers and booleans as such, dynamic values as the JSON that they are,
 * all else as strings; null for an empty field that is no string. What JSON has no number for is a string: {@code "NaN"}.
 */
final class JsonRows implements RowWriter {
    private static final byte[] NULL = "null".getBytes(UTF_8);
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private enum Kind {
        TEXT,
        QUOTED,
        BARE,
        DYNAMIC
    }

    private final byte[][] names;
    private final Kind[] kinds;

    JsonRows(TableSchema schema) {
        List<TableSchema.Column> columns = schema.columns();
        names = new byte[columns.size()][];
        kinds = new Kind[columns.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = ((i == 0 ? "{" : ",") + Json.quote(columns.get(i).name()) + ":").getBytes(UTF_8);
            kinds[i] = switch (columns.get(i).type()) {
                case "string" -> Kind.TEXT;
                case "dynamic" -> Kind.DYNAMIC;
                case "long", "int", "real", "decimal", "bool" -> Kind.BARE;
                default -> Kind.QUOTED;
            };
        }
    }

    @Override
    public void write(RowReader row, Bytes to) {
        for (int i = 0; i < names.length; i++) {
            to.put(names[i]);
            value(kinds[i], row.bytes(), row.start(i), row.end(i), to);
        }
        to.put((byte) '}');
    }

    private static void value(Kind kind, byte[] from, int start, int end, Bytes to) {
        boolean quoted = end - start >= 2 && from[start] == '"';
        int first = quoted ? start + 1 : start;
        int last = quoted ? end - 1 : end;
        if (first == last && kind != Kind.TEXT) {
            to.put(NULL);
        } else if (kind == Kind.BARE && isBare(from, first, last)) {
            to.put(from, first, last);
        } else if (kind == Kind.DYNAMIC && looksLikeJson(from[first])) {
            unquoted(from, first, last, quoted, to);
        } else {
            text(from, first, last, quoted, to);
        }
    }

    /** A JSON number or boolean: what we write into such columns, but for NaN and the infinities, is either. */
    private static boolean isBare(byte[] from, int start, int end) {
        byte c = from[start];
        if (c == '-') {
            return end - start > 1 && isDigit(from[start + 1]);
        }
        return isDigit(c) || c == 't' || c == 'f';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean looksLikeJson(byte c) {
        return c == '{' || c == '[' || c == '"' || c == '-' || isDigit(c) || c == 't' || c == 'f' || c == 'n';
    }

    /** A field's text, with the quotes in it no longer doubled. */
    private static void unquoted(byte[] from, int start, int end, boolean quoted, Bytes to) {
        int begun = start;
        for (int at = start; quoted && at < end; at++) {
            if (from[at] == '"') {
                to.put(from, begun, at + 1);
                at++;
                begun = at + 1;
            }
        }
        to.put(from, begun, end);
    }

    private static void text(byte[] from, int start, int end, boolean quoted, Bytes to) {
        to.put((byte) '"');
        int begun = start;
        for (int at = start; at < end; at++) {
            byte c = from[at];
            if ((c >= 0 && c < ' ') || c == '"' || c == '\\') {
                to.put(from, begun, at);
                escape(c, to);
                // The second of two quotes stands for none.
                at += quoted && c == '"' ? 1 : 0;
                begun = at + 1;
            }
        }
        to.put(from, begun, end).put((byte) '"');
    }

    private static void escape(byte c, Bytes to) {
        to.put((byte) '\\');
        switch (c) {
            case '"', '\\' -> to.put(c);
            case '\n' -> to.put((byte) 'n');
            case '\r' -> to.put((byte) 'r');
            case '\t' -> to.put((byte) 't');
            default ->
                to.put((byte) 'u')
                        .put((byte) '0')
                        .put((byte) '0')
                        .put(HEX[c >>> 4])
                        .put(HEX[c & 0xF]);
        }
    }
}
