package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code Span} (opentelemetry-proto, trace.proto) as a row of {@link TableSchemas#traces}. */
public final class SpanCsv extends RecordCsv {
    private static final int TRACE_ID = (1 << 3) | 2;
    private static final int SPAN_ID = (2 << 3) | 2;
    private static final int TRACE_STATE = (3 << 3) | 2;
    private static final int PARENT_SPAN_ID = (4 << 3) | 2;
    private static final int NAME = (5 << 3) | 2;
    private static final int KIND = 6 << 3;
    private static final int START_TIME = (7 << 3) | 1;
    private static final int END_TIME = (8 << 3) | 1;
    private static final int ATTRIBUTES = (9 << 3) | 2;
    private static final int DROPPED_ATTRIBUTES = 10 << 3;
    private static final int EVENTS = (11 << 3) | 2;
    private static final int DROPPED_EVENTS = 12 << 3;
    private static final int LINKS = (13 << 3) | 2;
    private static final int DROPPED_LINKS = 14 << 3;
    private static final int STATUS = (15 << 3) | 2;
    private static final int FLAGS = (16 << 3) | 5;
    private static final int STATUS_MESSAGE = (2 << 3) | 2;
    private static final int STATUS_CODE = 3 << 3;

    static final String[] KINDS = {
        "SPAN_KIND_UNSPECIFIED",
        "SPAN_KIND_INTERNAL",
        "SPAN_KIND_SERVER",
        "SPAN_KIND_CLIENT",
        "SPAN_KIND_PRODUCER",
        "SPAN_KIND_CONSUMER"
    };
    static final String[] CODES = {"STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"};

    private final String schema;
    private final SpanEvents events;
    private final SpanLinks links;
    private final KeyValue pair = new KeyValue();

    private final Range traceId = new Range();
    private final Range spanId = new Range();
    private final Range traceState = new Range();
    private final Range parentId = new Range();
    private final Range name = new Range();
    private final Range statusMessage = new Range();
    private int kind;
    private long startTime;
    private long endTime;
    private int droppedAttributes;
    private int droppedEvents;
    private int droppedLinks;
    private int flags;
    private int statusCode;
    private boolean hasStatus;
    private long arrival;

    /** @param watched names of attributes that somebody decides by */
    public SpanCsv(ProtoReader reader, OtlpRules rules, Collection<String> watched) {
        this(
                reader,
                new LiftedAttributes(rules.liftAttributes()),
                new LiftedAttributes(rules.liftResources()),
                new WatchedAttributes(reader, watched));
    }

    private SpanCsv(
            ProtoReader reader, LiftedAttributes attributes, LiftedAttributes resources, WatchedAttributes watched) {
        super(reader, attributes, resources, watched);
        schema = TableSchemas.traces(attributes.schema() + resources.schema());
        events = new SpanEvents(this);
        links = new SpanLinks(this);
    }

    /** What {@code SpanKind} says, by number. */
    public static List<String> kinds() {
        return List.of(KINDS);
    }

    /** What {@code SpanStatus} says, by number. */
    public static List<String> codes() {
        return List.of(CODES);
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public @Nullable Destination destination() {
        return null;
    }

    @Override
    public long timestampMillis() {
        return startTime != 0 ? millis(startTime) : endTime != 0 ? millis(endTime) : arrival;
    }

    @Override
    void write(int start, int end, long arrivalMillis, ByteBuilder row)
            throws MalformedBodyException, RefusedRecordException {
        arrival = arrivalMillis;
        read(start, end);
        hex(traceId.start, traceId.end, row);
        row.put(',');
        hex(spanId.start, spanId.end, row);
        row.put(',');
        hex(parentId.start, parentId.end, row);
        row.put(',');
        text(name.start, name.end, row);
        row.put(',');
        enumName(CODES, statusCode, row);
        row.put(',');
        enumName(KINDS, kind, row);
        row.put(',');
        timestamp(startTime, row);
        row.put(',');
        timestamp(endTime, row);
        row.put(',');
        appendResource(row);
        row.put(',');
        attributes.append(row);
        row.put(',');
        events.append(start, end, EVENTS, row);
        row.put(',');
        links.append(start, end, LINKS, row);
        row.put(',');
        text(statusMessage.start, statusMessage.end, row);
        row.put(',');
        text(traceState.start, traceState.end, row);
        row.put(',').put(Integer.toUnsignedLong(flags));
        row.put(',');
        duration(row);
        row.put(',').putUnsigned(startTime);
        row.put(',').put(Integer.toUnsignedLong(droppedAttributes));
        row.put(',').put(Integer.toUnsignedLong(droppedEvents));
        row.put(',').put(Integer.toUnsignedLong(droppedLinks));
        end(row);
    }

    /** Writes the nanoseconds from start to end, or nothing when either is missing or they do not fit into a long. */
    private void duration(ByteBuilder row) {
        long nanos = endTime - startTime;
        boolean isForwards = Long.compareUnsigned(endTime, startTime) >= 0;
        if (startTime != 0 && endTime != 0 && isForwards == nanos >= 0) {
            row.put(nanos);
        }
    }

    private static void enumName(String[] names, int number, ByteBuilder row) {
        if (number >= 0 && number < names.length) {
            row.putAscii(names[number]);
        } else {
            row.put((long) number);
        }
    }

    private void read(int start, int end) throws MalformedBodyException, RefusedRecordException {
        startTime = endTime = 0;
        kind = droppedAttributes = droppedEvents = droppedLinks = flags = statusCode = 0;
        hasStatus = false;
        traceId.clear();
        spanId.clear();
        traceState.clear();
        parentId.clear();
        name.clear();
        statusMessage.clear();
        attributes.begin();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TRACE_ID -> traceId.read(reader);
                case SPAN_ID -> spanId.read(reader);
                case TRACE_STATE -> traceState.read(reader);
                case PARENT_SPAN_ID -> parentId.read(reader);
                case NAME -> name.read(reader);
                case KIND -> kind = reader.varint32();
                case START_TIME -> startTime = reader.fixed64();
                case END_TIME -> endTime = reader.fixed64();
                case DROPPED_ATTRIBUTES -> droppedAttributes = reader.varint32();
                case DROPPED_EVENTS -> droppedEvents = reader.varint32();
                case DROPPED_LINKS -> droppedLinks = reader.varint32();
                case FLAGS -> flags = reader.fixed32();
                case STATUS -> {
                    int next = reader.length() + reader.position;
                    readStatus(next);
                    reader.seek(next, end);
                }
                case ATTRIBUTES -> {
                    int next = reader.length() + reader.position;
                    pair.read(reader, reader.position, next);
                    watched.ofRecord(pair);
                    attributes.add(pair);
                    reader.seek(next, end);
                }
                default -> reader.skip(tag);
            }
        }
    }

    private void readStatus(int end) throws MalformedBodyException, RefusedRecordException {
        if (hasStatus) {
            throw twice("status");
        }
        hasStatus = true;
        reader.limit = end;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case STATUS_MESSAGE -> statusMessage.read(reader);
                case STATUS_CODE -> statusCode = reader.varint32();
                default -> reader.skip(tag);
            }
        }
    }
}
