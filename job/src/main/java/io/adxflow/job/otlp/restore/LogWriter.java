package io.adxflow.job.otlp.restore;

import com.fasterxml.jackson.core.JsonToken;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.restore.RecordColumns.LiftedColumn;
import io.adxflow.job.tables.ByteBuilder;
import java.util.List;

/** Writes a row as {@code LogRecord} (opentelemetry-proto, logs.proto), of which {@link io.adxflow.job.otlp.LogRecordCsv} makes the same row. */
final class LogWriter implements RecordWriter {
    private static final String MESSAGE = "message";
    private static final int BODY = 5;
    private static final int KVLIST = 6;

    private final RowFields fields;
    private final List<LiftedColumn> lifted;
    private final ByteBuilder body = new ByteBuilder(512);
    private final ByteBuilder members = new ByteBuilder(512);

    LogWriter(RowFields fields, List<LiftedColumn> lifted) {
        this.fields = fields;
        this.lifted = lifted;
    }

    @Override
    public void write(ByteBuilder to) throws UnreadableRowException {
        long time = fields.nanos("TimeUnixNano", "Timestamp");
        long observed = fields.nanos("ObservedTimeUnixNano", "ObservedTimestamp");
        if (time == 0 && observed == 0) {
            // It told no time: its row has the one at which it came first, by which it is found.
            time = fields.nanos("Timestamp");
        }
        RowFields.fixed64(time, 1, to);
        RowFields.fixed64(observed, 11, to);
        fields.varint("SeverityNumber", 2, to);
        fields.text("SeverityText", 3, to);
        body(to);
        fields.lifted(lifted, false, 6, to);
        fields.members("Attributes", 6, to);
        fields.varint("DroppedAttributesCount", 7, to);
        fields.fixed32("Flags", 8, to);
        fields.hex("TraceId", 9, to);
        fields.hex("SpanId", 10, to);
        fields.text("EventName", 12, to);
    }

    /** An object of {@code message} alone stands for that value, any other object for a list of keys and values. */
    private void body(ByteBuilder to) throws UnreadableRowException {
        if (fields.isEmpty("Body")) {
            return;
        }
        boolean[] isMessage = {false};
        ValueWriter.read("Body", fields.bytes("Body"), parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                keep(fields.values().value(parser));
                return;
            }
            members.clear();
            int count = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                // What is a list of keys and values would stand by itself.
                boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
                ByteBuilder value = fields.values().value(parser);
                isMessage[0] = count == 0 && key.equals(MESSAGE) && !isObject;
                if (count == 0) {
                    keep(value);
                }
                fields.values().pair(key, value, 1, members);
                count++;
            }
            if (!isMessage[0]) {
                body.clear();
                Proto.block(body, KVLIST, members);
            }
        });
        Proto.block(to, BODY, body);
    }

    private void keep(ByteBuilder value) {
        body.clear();
        body.put(value.array(), 0, value.length());
    }
}
