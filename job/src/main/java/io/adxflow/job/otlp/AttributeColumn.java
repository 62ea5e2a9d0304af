package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/** The attributes of one message, as they are met: those that are lifted, and the others as a field of type dynamic. Reused. */
final class AttributeColumn {
    private static final int KEEP_BYTES = 1 << 20;
    private static final int FIRST_BYTES = 1024;

    private final ProtoReader reader;
    private final ValueJson json;
    private final LiftedValues lifted;
    private ByteBuilder field = new ByteBuilder(FIRST_BYTES);
    private boolean first;

    AttributeColumn(ProtoReader reader, ValueJson json, LiftedAttributes lifted) {
        this.reader = reader;
        this.json = json;
        this.lifted = new LiftedValues(reader, json, lifted);
    }

    void begin() {
        if (field.array().length > KEEP_BYTES) {
            field = new ByteBuilder(FIRST_BYTES);
        }
        field.clear();
        field.put('"').put('{');
        first = true;
        lifted.clear();
    }

    /** Takes in an attribute; moves the reader. */
    void add(KeyValue attribute) throws MalformedBodyException, RefusedRecordException {
        if (lifted.take(attribute)) {
            return;
        }
        if (!first) {
            field.put(',');
        }
        first = false;
        json.member(attribute, 0, field);
    }

    /** Is shown each attribute before it is taken in. */
    interface Look {
        void at(KeyValue attribute);
    }

    /** Takes in the attributes that a message has in one of its fields; moves the reader. */
    void addAll(int start, int end, int fieldTag, KeyValue scratch, Look look)
            throws MalformedBodyException, RefusedRecordException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != fieldTag) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            scratch.read(reader, reader.position, next);
            look.at(scratch);
            add(scratch);
            reader.seek(next, end);
        }
    }

    /** Writes the field, quoted. */
    void append(ByteBuilder row) {
        row.put(field.array(), 0, field.length()).put('}').put('"');
    }

    /** Writes {@code ,value} for each lifted column; moves the reader. */
    void appendLifted(ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        lifted.append(row);
    }
}
