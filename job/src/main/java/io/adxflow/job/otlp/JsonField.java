package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** A field of type dynamic: its JSON is made when it is first asked for and kept until its message is another one; one key of it is found without the rest. */
final class JsonField extends FieldView {
    private static final int KEEP_BYTES = 1 << 20;
    private static final int FIRST_BYTES = 512;
    private static final int ELEMENTS = (1 << 3) | 2;

    /** Writes a field's value as a quoted CSV field, or nothing for null. */
    interface Source {
        void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException;

        boolean isNull();
    }

    /** Finds one of the pairs of which the field is made. */
    interface Pairs {
        /** Sets where a key's value lies, and tells whether there is one; moves the reader. */
        boolean seek(byte[] key, KeyValue into) throws MalformedBodyException, RefusedRecordException;
    }

    /** Of what is no bag. */
    static final Pairs NO_PAIRS = (key, into) -> false;

    private final ValueJson values;
    private final Source source;
    private final Pairs pairs;
    private final KeyValue pair = new KeyValue();
    private ByteBuilder csv = new ByteBuilder(FIRST_BYTES);
    private ByteBuilder plain = new ByteBuilder(FIRST_BYTES);
    /** Of values that were asked for by key, since the message is another one. */
    private ByteBuilder parts = new ByteBuilder(FIRST_BYTES);

    private boolean isMade;

    JsonField(ValueJson values, Source source, Pairs pairs) {
        this.values = values;
        this.source = source;
        this.pairs = pairs;
    }

    /** Forgets what was made of the message before. */
    void begin() {
        isMade = false;
        if (plain.array().length > KEEP_BYTES || csv.array().length > KEEP_BYTES || parts.array().length > KEEP_BYTES) {
            csv = new ByteBuilder(FIRST_BYTES);
            plain = new ByteBuilder(FIRST_BYTES);
            parts = new ByteBuilder(FIRST_BYTES);
        }
        parts.clear();
    }

    @Override
    void csv(ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        source.csv(row);
    }

    @Override
    boolean isNull() {
        return source.isNull();
    }

    @Override
    JsonField json() {
        return this;
    }

    /** The whole, as JSON; valid until {@link #begin}. */
    ByteBuilder plain() {
        if (!isMade) {
            try {
                csv.clear();
                source.csv(csv);
            } catch (MalformedBodyException | RefusedRecordException e) {
                throw new UnreadableFieldException(e);
            }
            plain.clear();
            if (csv.length() > 2) {
                unquote(csv.array(), 1, csv.length() - 1, plain);
            }
            isMade = true;
        }
        return plain;
    }

    /** What is doubled in a quoted CSV field once. */
    static void unquote(byte[] field, int start, int end, ByteBuilder to) {
        byte[] out = to.room(end - start);
        int at = to.length();
        for (int i = start; i < end; i++) {
            byte c = field[i];
            out[at++] = c;
            if (c == '"') {
                i++;
            }
        }
        to.end(at);
    }

    /** Sets a value to that of a key at the top. */
    void field(byte[] key, DynamicValue into) {
        if (isMade) {
            into.setRaw(plain.array(), 0, plain.length());
            into.field(key, "", into);
            return;
        }
        try {
            into.setTree(null);
            if (pairs.seek(key, pair)) {
                value(into);
            }
        } catch (MalformedBodyException | RefusedRecordException e) {
            throw new UnreadableFieldException(e);
        }
    }

    /** Finds a key among the pairs that the message at hand has in one of its fields. */
    static boolean find(ProtoReader reader, int fieldTag, byte[] key, KeyValue into)
            throws MalformedBodyException, RefusedRecordException {
        int end = reader.limit;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != fieldTag) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            into.read(reader, reader.position, next);
            if (into.valueStart >= 0 && Arrays.equals(reader.bytes, into.keyStart, into.keyEnd, key, 0, key.length)) {
                return true;
            }
            reader.seek(next, end);
        }
        return false;
    }

    private void value(DynamicValue into) throws MalformedBodyException, RefusedRecordException {
        csv.clear();
        values.value(pair.valueStart, pair.valueEnd, 1, csv);
        int start = parts.length();
        // Values set before refer to the array: it must not be replaced.
        ByteBuilder to = parts.array().length - start >= csv.length()
                ? parts
                : new ByteBuilder(Math.max(2 * parts.array().length, start + csv.length()));
        int from = to == parts ? start : 0;
        unquote(csv.array(), 0, csv.length(), to);
        parts = to;
        into.setRaw(to.array(), from, to.length());
    }

    /** Pairs that a message has in one of its fields; there is none when it begins before 0. */
    static Pairs pairsOf(ProtoReader reader, int fieldTag, IntSupplier start, IntSupplier end) {
        return (key, into) -> {
            reader.seek(start.getAsInt(), end.getAsInt());
            return start.getAsInt() >= 0 && find(reader, fieldTag, key, into);
        };
    }

    /** Elements of a list of pairs. */
    static int elements() {
        return ELEMENTS;
    }
}
