package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/**
 * Writes a span's events as a JSON array. Its first three keys are those of the OpenTelemetry Collector's exporter for Azure Data
 * Explorer (tracesdata_to_adx.go).
 */
final class SpanEvents {
    private static final int TIME = (1 << 3) | 1;
    private static final int NAME = (2 << 3) | 2;
    private static final int ATTRIBUTES = (3 << 3) | 2;
    private static final int DROPPED_ATTRIBUTES = 4 << 3;

    private final RecordCsv record;
    private final Range name = new Range();
    private long time;
    private int droppedAttributes;

    SpanEvents(RecordCsv record) {
        this.record = record;
    }

    /** Writes those that the message has in one of its fields, quoted; moves the reader. */
    void append(int start, int end, int fieldTag, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        ProtoReader reader = record.reader;
        row.put('"').put('[');
        boolean first = true;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != fieldTag) {
                reader.skip(tag);
                continue;
            }
            if (!first) {
                row.put(',');
            }
            first = false;
            int next = reader.length() + reader.position;
            event(reader.position, next, row);
            reader.seek(next, end);
        }
        row.put(']').put('"');
    }

    private void event(int start, int end, ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        read(start, end);
        row.putAscii("{\"\"EventName\"\":");
        record.json.text(name.start, name.end, row);
        row.putAscii(",\"\"Timestamp\"\":");
        if (time == 0) {
            row.putAscii("null");
        } else {
            row.putAscii("\"\"");
            record.timestamp(time, row);
            row.putAscii("\"\"");
        }
        row.putAscii(",\"\"EventAttributes\"\":");
        record.json.object(start, end, ATTRIBUTES, 0, row);
        if (droppedAttributes != 0) {
            row.putAscii(",\"\"DroppedAttributesCount\"\":").put(Integer.toUnsignedLong(droppedAttributes));
        }
        row.put('}');
    }

    private void read(int start, int end) throws MalformedBodyException {
        ProtoReader reader = record.reader;
        time = 0;
        droppedAttributes = 0;
        name.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TIME -> time = reader.fixed64();
                case NAME -> name.read(reader);
                case DROPPED_ATTRIBUTES -> droppedAttributes = reader.varint32();
                default -> reader.skip(tag);
            }
        }
    }
}
