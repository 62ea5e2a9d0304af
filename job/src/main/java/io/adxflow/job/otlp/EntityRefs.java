package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/** Writes a resource's references to entities ({@code EntityRef}, in development as of opentelemetry-proto 1.9) as a JSON array. */
final class EntityRefs {
    private static final int SCHEMA_URL = (1 << 3) | 2;
    private static final int TYPE = (2 << 3) | 2;
    private static final int ID_KEYS = (3 << 3) | 2;
    private static final int DESCRIPTION_KEYS = (4 << 3) | 2;

    private final ProtoReader reader;
    private final ValueJson json;
    private final Range range = new Range();

    EntityRefs(ProtoReader reader, ValueJson json) {
        this.reader = reader;
        this.json = json;
    }

    /** Writes those that the message has in one of its fields, quoted, or nothing when there are none; moves the reader. */
    void append(int start, int end, int fieldTag, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        boolean any = false;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != fieldTag) {
                reader.skip(tag);
                continue;
            }
            row.putAscii(any ? "," : "\"[");
            any = true;
            int next = reader.length() + reader.position;
            reference(reader.position, next, row);
            reader.seek(next, end);
        }
        if (any) {
            row.putAscii("]\"");
        }
    }

    private void reference(int start, int end, ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        row.putAscii("{\"\"schemaUrl\"\":");
        lastText(start, end, SCHEMA_URL, row);
        row.putAscii(",\"\"type\"\":");
        lastText(start, end, TYPE, row);
        row.putAscii(",\"\"idKeys\"\":");
        texts(start, end, ID_KEYS, row);
        row.putAscii(",\"\"descriptionKeys\"\":");
        texts(start, end, DESCRIPTION_KEYS, row);
        row.put('}');
    }

    private void lastText(int start, int end, int field, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        range.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == field) {
                range.read(reader);
            } else {
                reader.skip(tag);
            }
        }
        json.text(range.start, range.end, row);
    }

    private void texts(int start, int end, int field, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        row.put('[');
        boolean first = true;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == field) {
                if (!first) {
                    row.put(',');
                }
                first = false;
                range.read(reader);
                json.text(range.start, range.end, row);
            } else {
                reader.skip(tag);
            }
        }
        row.put(']');
    }
}
