package io.adxflow.job.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.sources.wire.LabelCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Labels that are read back from JSON, one set after the other. Reused. */
final class RowLabels {
    private static final JsonMapper JSON = new JsonMapper();

    private final ByteBuilder text = new ByteBuilder(1024);
    /** Start of name, start of value, end of value of each. */
    private int[] ranges = new int[3 * 32];

    private int count;

    void clear() {
        text.clear();
        count = 0;
    }

    /**
     * Adds the members of an object: texts as they are, anything else as JSON has it, and not what is null.
     *
     * @throws IOException when it is none
     */
    void addObject(byte[] json, int length) throws IOException {
        try (JsonParser parser = JSON.createParser(json, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object of JSON");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value != JsonToken.VALUE_NULL) {
                    add(
                            name,
                            value.isScalarValue()
                                    ? parser.getText()
                                    : JSON.readTree(parser).toString());
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than an object of JSON");
            }
        }
    }

    void add(String name, String value) {
        add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, byte[] value) {
        if (3 * count == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * ranges.length);
        }
        ranges[3 * count] = text.length();
        text.put(name.getBytes(StandardCharsets.UTF_8));
        ranges[3 * count + 1] = text.length();
        text.put(value);
        ranges[3 * count + 2] = text.length();
        count++;
    }

    /** Whether there is one of that name. */
    boolean has(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(text.array(), ranges[3 * i], ranges[3 * i + 1], wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** Shows them all, until the next change. */
    void show(LabelCursor to) {
        to.reset(text.array());
        for (int i = 0; i < count; i++) {
            to.add(ranges[3 * i], ranges[3 * i + 1], ranges[3 * i + 1], ranges[3 * i + 2]);
        }
    }

    /** Sorts those that have a value into a set. */
    void sortInto(LabelSet to) {
        to.clear();
        for (int i = 0; i < count; i++) {
            int value = ranges[3 * i + 1];
            if (value < ranges[3 * i + 2]) {
                to.add(text.array(), ranges[3 * i], value, value, ranges[3 * i + 2]);
            }
        }
        to.sort();
    }
}
