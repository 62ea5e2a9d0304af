package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Collection;

/** Writes {@code LogRecord} (opentelemetry-proto, logs.proto) as a row of {@link TableSchemas#logs}. */
public final class LogRecordCsv extends RecordCsv {
    private static final int TIME = (1 << 3) | 1;
    private static final int SEVERITY_NUMBER = 2 << 3;
    private static final int SEVERITY_TEXT = (3 << 3) | 2;
    private static final int BODY = (5 << 3) | 2;
    private static final int ATTRIBUTES = (6 << 3) | 2;
    private static final int DROPPED_ATTRIBUTES = 7 << 3;
    private static final int FLAGS = (8 << 3) | 5;
    private static final int TRACE_ID = (9 << 3) | 2;
    private static final int SPAN_ID = (10 << 3) | 2;
    private static final int OBSERVED_TIME = (11 << 3) | 1;
    private static final int EVENT_NAME = (12 << 3) | 2;
    private static final int KVLIST_ELEMENTS = (1 << 3) | 2;

    private final String schema;
    private final Destination destination;
    private final KeyValue pair = new KeyValue();
    private final AnyValue body = new AnyValue();
    private final Range severityText = new Range();
    private final Range traceId = new Range();
    private final Range spanId = new Range();
    private final Range eventName = new Range();

    private long time;
    private long observedTime;
    private int severityNumber;
    private int bodyStart;
    private int bodyEnd;
    private int droppedAttributes;
    private int flags;
    private long timestamp;

    /** @param watched names of attributes that somebody decides by */
    public LogRecordCsv(ProtoReader reader, OtlpRules rules, Collection<String> watched) {
        this(
                reader,
                new LiftedAttributes(rules.liftAttributes()),
                new LiftedAttributes(rules.liftResources()),
                new WatchedAttributes(reader, watched));
    }

    private LogRecordCsv(
            ProtoReader reader, LiftedAttributes attributes, LiftedAttributes resources, WatchedAttributes watched) {
        super(reader, attributes, resources, watched);
        schema = TableSchemas.logs(attributes.schema() + resources.schema());
        destination = new Destination(reader);
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public Destination destination() {
        return destination;
    }

    @Override
    public long timestampMillis() {
        return millis(timestamp);
    }

    @Override
    void write(int start, int end, long arrivalMillis, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        read(start, end);
        timestamp = time != 0 ? time : observedTime != 0 ? observedTime : nanos(arrivalMillis);
        timestamp(timestamp, row);
        row.put(',');
        timestamp(observedTime, row);
        row.put(',');
        hex(traceId.start, traceId.end, row);
        row.put(',');
        hex(spanId.start, spanId.end, row);
        row.put(',');
        text(severityText.start, severityText.end, row);
        row.put(',').put((long) severityNumber).put(',');
        if (bodyStart >= 0) {
            body(row);
        }
        row.put(',');
        appendResource(row);
        row.put(',');
        attributes.append(row);
        row.put(',');
        text(eventName.start, eventName.end, row);
        row.put(',').put(Integer.toUnsignedLong(flags));
        row.put(',').put(Integer.toUnsignedLong(droppedAttributes));
        row.put(',').putUnsigned(time).put(',').putUnsigned(observedTime);
        end(row);
    }

    /** As adx-mon: what is a kvlist is the object, anything else is its {@code message}. */
    private void body(ByteBuilder row) throws MalformedBodyException, RefusedRecordException {
        body.read(reader, bodyStart, bodyEnd);
        row.put('"');
        if (body.kind == AnyValue.KVLIST) {
            json.object(body.start, body.end, KVLIST_ELEMENTS, 1, row);
        } else {
            row.putAscii("{\"\"message\"\":");
            json.value(bodyStart, bodyEnd, 1, row);
            row.put('}');
        }
        row.put('"');
    }

    private void read(int start, int end) throws MalformedBodyException, RefusedRecordException {
        time = observedTime = 0;
        severityNumber = droppedAttributes = flags = 0;
        severityText.clear();
        traceId.clear();
        spanId.clear();
        eventName.clear();
        bodyStart = -1;
        attributes.begin();
        destination.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TIME -> time = reader.fixed64();
                case OBSERVED_TIME -> observedTime = reader.fixed64();
                case SEVERITY_NUMBER -> severityNumber = reader.varint32();
                case DROPPED_ATTRIBUTES -> droppedAttributes = reader.varint32();
                case FLAGS -> flags = reader.fixed32();
                case SEVERITY_TEXT -> severityText.read(reader);
                case TRACE_ID -> traceId.read(reader);
                case SPAN_ID -> spanId.read(reader);
                case EVENT_NAME -> eventName.read(reader);
                case BODY -> {
                    if (bodyStart >= 0) {
                        throw twice("body");
                    }
                    bodyEnd = reader.length() + reader.position;
                    bodyStart = reader.position;
                    reader.position = bodyEnd;
                }
                case ATTRIBUTES -> {
                    int next = reader.length() + reader.position;
                    pair.read(reader, reader.position, next);
                    destination.look(pair);
                    watched.ofRecord(pair);
                    attributes.add(pair);
                    reader.seek(next, end);
                }
                default -> reader.skip(tag);
            }
        }
        if (bodyStart >= 0) {
            destination.lookAtBody(bodyStart, bodyEnd);
        }
    }
}
