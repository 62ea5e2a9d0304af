package io.adxflow.job.otlp.restore;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.SpanCsv;
import io.adxflow.job.otlp.restore.RecordColumns.LiftedColumn;
import io.adxflow.job.tables.ByteBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a row as {@code Span} (opentelemetry-proto, trace.proto), of which {@link SpanCsv} makes the same row. */
final class SpanWriter implements RecordWriter {
    private final RowFields fields;
    private final List<LiftedColumn> lifted;
    private final ByteBuilder part = new ByteBuilder(256);

    SpanWriter(RowFields fields, List<LiftedColumn> lifted) {
        this.fields = fields;
        this.lifted = lifted;
    }

    @Override
    public void write(ByteBuilder to) throws UnreadableRowException {
        fields.hex("TraceID", 1, to);
        fields.hex("SpanID", 2, to);
        fields.text("TraceState", 3, to);
        fields.hex("ParentID", 4, to);
        fields.text("SpanName", 5, to);
        number("SpanKind", SpanCsv.kinds(), 6, to);
        long start = fields.nanos("StartTimeUnixNano", "StartTime");
        RowFields.fixed64(start, 7, to);
        boolean hasDuration = start != 0 && !fields.isEmpty("DurationNano");
        RowFields.fixed64(hasDuration ? start + fields.whole("DurationNano") : fields.nanos("EndTime"), 8, to);
        fields.lifted(lifted, false, 9, to);
        fields.members("TraceAttributes", 9, to);
        fields.varint("DroppedAttributesCount", 10, to);
        each("Events", 11, to, this::event);
        fields.varint("DroppedEventsCount", 12, to);
        each("Links", 13, to, this::link);
        fields.varint("DroppedLinksCount", 14, to);
        part.clear();
        fields.text("SpanStatusMessage", 2, part);
        number("SpanStatus", SpanCsv.codes(), 3, part);
        if (part.length() > 0) {
            Proto.block(to, 15, part);
        }
        fields.fixed32("Flags", 16, to);
    }

    private void number(String column, List<String> names, int field, ByteBuilder to) throws UnreadableRowException {
        int known = names.indexOf(fields.string(column));
        long number = known >= 0 ? known : fields.whole(column);
        if (number != 0) {
            Proto.varint(to, field, number);
        }
    }

    /** Takes one key of an element, the parser being at its value. */
    private interface Member {
        void take(String key, JsonParser parser) throws IOException, UnreadableRowException;
    }

    private void each(String column, int field, ByteBuilder to, Member member) throws UnreadableRowException {
        if (fields.isEmpty(column)) {
            return;
        }
        ValueWriter.read(column, fields.bytes(column), parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new UnreadableRowException(column + ": no array of JSON");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new UnreadableRowException(column + ": no object of JSON in it");
                }
                part.clear();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    member.take(key, parser);
                }
                Proto.block(to, field, part);
            }
        });
    }

    private void event(String key, JsonParser parser) throws IOException, UnreadableRowException {
        switch (key) {
            case "EventName" -> text(2, parser);
            case "Timestamp" -> {
                if (parser.currentToken() != JsonToken.VALUE_NULL) {
                    RowFields.fixed64(RowFields.instant("Events", parser.getText()), 1, part);
                }
            }
            case "EventAttributes" -> fields.values().members("Events", parser, 3, part);
            case "DroppedAttributesCount" -> Proto.varint(part, 4, parser.getLongValue());
            default -> throw new UnreadableRowException("Events: key " + key + " is none of an event");
        }
    }

    private void link(String key, JsonParser parser) throws IOException, UnreadableRowException {
        switch (key) {
            case "TraceID" -> hex(1, parser);
            case "SpanID" -> hex(2, parser);
            case "TraceState" -> text(3, parser);
            case "SpanLinkAttributes" -> fields.values().members("Links", parser, 4, part);
            case "DroppedAttributesCount" -> Proto.varint(part, 5, parser.getLongValue());
            case "Flags" -> Proto.fixed32(part, 6, (int) parser.getLongValue());
            default -> throw new UnreadableRowException("Links: key " + key + " is none of a link");
        }
    }

    private void text(int field, JsonParser parser) throws IOException {
        byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
        Proto.block(part, field, text, 0, text.length);
    }

    private void hex(int field, JsonParser parser) throws IOException, UnreadableRowException {
        byte[] of = RowFields.unhex("Links", parser.getText());
        Proto.block(part, field, of, 0, of.length);
    }
}
