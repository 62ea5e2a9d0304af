package io.adxflow.job.otlp.restore;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.tables.ByteBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes JSON as {@code AnyValue}s and {@code KeyValue}s (opentelemetry-proto, common.proto): keys in their order, one that comes twice twice. One thread. */
final class ValueWriter {
    private static final JsonMapper JSON = new JsonMapper();
    /** Records of half of it are refused anyway. */
    private static final int MAX_DEPTH = 128;

    private static final int STRING = 1;
    private static final int BOOL = 2;
    private static final int INT = 3;
    private static final int DOUBLE = 4;
    private static final int ARRAY = 5;
    private static final int KVLIST = 6;
    private static final int ELEMENTS = 1;

    private final List<ByteBuilder> scratch = new ArrayList<>();
    private final ByteBuilder pair = new ByteBuilder(256);

    /** Reads the parser of a value; closes it. */
    interface Reading {
        void read(JsonParser parser) throws IOException, UnreadableRowException;
    }

    /** Has JSON read from its first token on. */
    static void read(String column, ByteBuilder json, Reading reading) throws UnreadableRowException {
        try (JsonParser parser = JSON.createParser(json.array(), 0, json.length())) {
            if (parser.nextToken() == null) {
                throw new UnreadableRowException(column + ": no JSON");
            }
            reading.read(parser);
            if (parser.nextToken() != null) {
                throw new UnreadableRowException(column + ": more than one value of JSON");
            }
        } catch (IOException e) {
            // Its message may show what stands there.
            throw new UnreadableRowException(
                    column + ": no JSON (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** The members of the object that the parser is at, as pairs in a field of a message. */
    void members(String column, JsonParser parser, int field, ByteBuilder to)
            throws IOException, UnreadableRowException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableRowException(column + ": no object of JSON");
        }
        members(parser, 0, field, to);
    }

    private void members(JsonParser parser, int depth, int field, ByteBuilder to)
            throws IOException, UnreadableRowException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            pair(key, value(parser, depth + 1), field, to);
        }
    }

    /** A pair with a value that is written already. */
    void pair(String key, ByteBuilder value, int field, ByteBuilder to) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        pair.clear();
        Proto.block(pair, 1, name, 0, name.length);
        Proto.block(pair, 2, value);
        Proto.block(to, field, pair);
    }

    /** The value that the parser is at; valid until the next one. */
    ByteBuilder value(JsonParser parser) throws IOException, UnreadableRowException {
        return value(parser, 0);
    }

    private ByteBuilder value(JsonParser parser, int depth) throws IOException, UnreadableRowException {
        if (depth > MAX_DEPTH) {
            throw new UnreadableRowException("values nested more than " + MAX_DEPTH + " deep");
        }
        ByteBuilder to = scratch(2 * depth);
        switch (parser.currentToken()) {
            case VALUE_STRING -> {
                byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
                Proto.block(to, STRING, text, 0, text.length);
            }
            case VALUE_TRUE -> Proto.varint(to, BOOL, 1);
            case VALUE_FALSE -> Proto.varint(to, BOOL, 0);
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    real(to, parser.getDoubleValue());
                } else {
                    Proto.varint(to, INT, parser.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> real(to, parser.getDoubleValue());
            case START_ARRAY -> {
                ByteBuilder inside = scratch(2 * depth + 1);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Proto.block(inside, ELEMENTS, value(parser, depth + 1));
                }
                Proto.block(to, ARRAY, inside);
            }
            case START_OBJECT -> {
                ByteBuilder inside = scratch(2 * depth + 1);
                members(parser, depth, ELEMENTS, inside);
                Proto.block(to, KVLIST, inside);
            }
            case VALUE_NULL -> {
                // Nothing says so.
            }
            default -> throw new UnreadableRowException("no value of JSON: " + parser.currentToken());
        }
        return to;
    }

    private static void real(ByteBuilder to, double value) {
        Proto.fixed64(to, DOUBLE, Double.doubleToRawLongBits(value));
    }

    /** A text as a value; valid until the next one. */
    ByteBuilder text(ByteBuilder text) {
        ByteBuilder to = scratch(0);
        Proto.block(to, STRING, text);
        return to;
    }

    ByteBuilder whole(long number) {
        ByteBuilder to = scratch(0);
        Proto.varint(to, INT, number);
        return to;
    }

    ByteBuilder real(double number) {
        ByteBuilder to = scratch(0);
        real(to, number);
        return to;
    }

    ByteBuilder bool(boolean value) {
        ByteBuilder to = scratch(0);
        Proto.varint(to, BOOL, value ? 1 : 0);
        return to;
    }

    private ByteBuilder scratch(int number) {
        while (scratch.size() <= number) {
            scratch.add(new ByteBuilder(256));
        }
        ByteBuilder empty = scratch.get(number);
        empty.clear();
        return empty;
    }
}
