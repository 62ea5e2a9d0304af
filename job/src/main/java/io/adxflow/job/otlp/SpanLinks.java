package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;

/**
 * Writes a span's links as a JSON array. Its first four keys are those of the OpenTelemetry Collector's exporter for Azure Data
 * Explorer (tracesdata_to_adx.go).
 */
final class SpanLinks {
    private static final int TRACE_ID = (1 << 3) | 2;
    private static final int SPAN_ID = (2 << 3) | 2;
    private static final int TRACE_STATE = (3 << 3) | 2;
    private static final int ATTRIBUTES = (4 << 3) | 2;
    private static final int DROPPED_ATTRIBUTES = 5 << 3;
    private static final int FLAGS = (6 << 3) | 5;

    private final RecordCsv record;
    private final Range traceId = new Range();
    private final Range spanId = new Range();
    private final Range traceState = new Range();
    private int droppedAttributes;
    private int flags;

    SpanLinks(RecordCsv record) {
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
            link(reader.position, next, row);
            reader.seek(next, end);
        }
        row.put(']').put('"');
    }

    private void link(int start, int end, ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        read(start, end);
        row.putAscii("{\"\"TraceID\"\":\"\"");
        record.hex(traceId.start, traceId.end, row);
        row.putAscii("\"\",\"\"SpanID\"\":\"\"");
        record.hex(spanId.start, spanId.end, row);
        row.putAscii("\"\",\"\"TraceState\"\":");
        record.json.text(traceState.start, traceState.end, row);
        row.putAscii(",\"\"SpanLinkAttributes\"\":");
        record.json.object(start, end, ATTRIBUTES, 0, row);
        if (droppedAttributes != 0) {
            row.putAscii(",\"\"DroppedAttributesCount\"\":").put(Integer.toUnsignedLong(droppedAttributes));
        }
        if (flags != 0) {
            row.putAscii(",\"\"Flags\"\":").put(Integer.toUnsignedLong(flags));
        }
        row.put('}');
    }

    private void read(int start, int end) throws MalformedBodyException {
        ProtoReader reader = record.reader;
        droppedAttributes = 0;
        flags = 0;
        traceId.clear();
        spanId.clear();
        traceState.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TRACE_ID -> traceId.read(reader);
                case SPAN_ID -> spanId.read(reader);
                case TRACE_STATE -> traceState.read(reader);
                case DROPPED_ATTRIBUTES -> droppedAttributes = reader.varint32();
                case FLAGS -> flags = reader.fixed32();
                default -> reader.skip(tag);
            }
        }
    }
}
