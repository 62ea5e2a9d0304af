package io.adxflow.job.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Values of a few attributes of a record and its resource, as they are met, for whoever decides by them. A record's own value
 * stands before its resource's; of several with one name the first counts. Numbers and booleans have the text that their JSON has;
 * lists, maps and bytes have none. Names compare by case. Reused.
 */
public final class WatchedAttributes {
    private final ProtoReader reader;
    private final byte[][] names;
    private final String[] keys;
    private final Level record;
    private final Level resource;
    private final AnyValue value = new AnyValue();

    /** Where values of one level lie, or -1. */
    private static final class Level {
        private final int[] starts;
        private final int[] ends;

        Level(int count) {
            starts = new int[count];
            ends = new int[count];
            clear();
        }

        void clear() {
            Arrays.fill(starts, -1);
        }
    }

    WatchedAttributes(ProtoReader reader, Collection<String> watched) {
        this.reader = reader;
        this.keys = watched.toArray(String[]::new);
        this.names = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            names[i] = keys[i].getBytes(StandardCharsets.UTF_8);
        }
        this.record = new Level(keys.length);
        this.resource = new Level(keys.length);
    }

    void beginResource() {
        resource.clear();
    }

    void beginRecord() {
        record.clear();
    }

    void ofResource(KeyValue pair) {
        look(pair, resource);
    }

    void ofRecord(KeyValue pair) {
        look(pair, record);
    }

    private void look(KeyValue pair, Level level) {
        for (int i = 0; i < names.length; i++) {
            if (level.starts[i] < 0
                    && pair.valueStart >= 0
                    && Arrays.equals(reader.bytes, pair.keyStart, pair.keyEnd, names[i], 0, names[i].length)) {
                level.starts[i] = pair.valueStart;
                level.ends[i] = pair.valueEnd;
            }
        }
    }

    /** The value that a name has in the record last read, or in its resource; empty when there is none. Moves the reader. */
    public String valueOf(String name) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(name)) {
                Level level = record.starts[i] >= 0 ? record : resource;
                return level.starts[i] < 0 ? "" : text(level.starts[i], level.ends[i]);
            }
        }
        return "";
    }

    private String text(int start, int end) {
        try {
            value.read(reader, start, end);
        } catch (MalformedBodyException | RefusedRecordException e) {
            throw new IllegalStateException("a value that was written cannot be read", e);
        }
        return switch (value.kind) {
            case AnyValue.STRING ->
                new String(reader.bytes, value.start, value.end - value.start, StandardCharsets.UTF_8);
            case AnyValue.BOOL -> value.number != 0 ? "true" : "false";
            case AnyValue.INT -> Long.toString(value.number);
            case AnyValue.DOUBLE -> real(Double.longBitsToDouble(value.number));
            default -> "";
        };
    }

    private static String real(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        return whole ? Long.toString((long) number) : Double.toString(number);
    }
}
