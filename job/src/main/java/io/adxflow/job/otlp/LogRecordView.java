package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.kql.types.Schema;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;

/** A log record as a row of {@link TableSchemas#logs}. */
public final class LogRecordView extends RecordView {
    /** What programs over log records see. */
    public static final Schema SCHEMA = schema(TableSchemas.logs(""));

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
    private static final byte[] MESSAGE = {'m', 'e', 's', 's', 'a', 'g', 'e'};

    private static final int TIME_SLOT = 0;
    private static final int OBSERVED_SLOT = 1;
    private static final int TRACE_SLOT = 2;
    private static final int SPAN_SLOT = 3;
    private static final int TEXT_SLOT = 4;
    private static final int SEVERITY_SLOT = 5;
    private static final int BODY_SLOT = 6;
    private static final int EVENT_SLOT = 7;
    private static final int FLAGS_SLOT = 8;
    private static final int DROPPED_SLOT = 9;
    private static final int SLOTS = 10;

    private final AnyValue body = new AnyValue();
    private final KeyValue pair = new KeyValue();
    private final Destination destination;
    private boolean hasBody;

    public LogRecordView(ProtoReader reader) {
        super(reader, SLOTS);
        destination = new Destination(reader);
        addTime(this::timestamp);
        addTime(() -> slots.numbers[OBSERVED_SLOT]);
        addHex(TRACE_SLOT);
        addHex(SPAN_SLOT);
        addText(TEXT_SLOT);
        addNumber(() -> slots.numbers[SEVERITY_SLOT]);
        addJson(new JsonField(json, new BodySource(), new BodyPairs()));
        add(resourceAttributes());
        addJson(new JsonField(
                json,
                new AttributesSource(this, ATTRIBUTES),
                JsonField.pairsOf(reader, ATTRIBUTES, () -> start, () -> end)));
        addText(EVENT_SLOT);
        addNumber(() -> slots.numbers[FLAGS_SLOT]);
        addNumber(() -> slots.numbers[DROPPED_SLOT]);
        addNumber((Unsigned) () -> slots.numbers[TIME_SLOT]);
        addNumber((Unsigned) () -> slots.numbers[OBSERVED_SLOT]);
        addOwners();
    }

    private long timestamp() {
        long time = slots.numbers[TIME_SLOT];
        long observed = slots.numbers[OBSERVED_SLOT];
        return time != 0 ? time : observed != 0 ? observed : nanos(arrival);
    }

    @Override
    public long timestampMillis() {
        return millis(timestamp());
    }

    @Override
    public Destination destination() throws MalformedBodyException, RefusedRecordException {
        destination.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != ATTRIBUTES) {
                reader.skip(tag);
                continue;
            }
            int next = reader.length() + reader.position;
            pair.read(reader, reader.position, next);
            destination.look(pair);
            reader.seek(next, end);
        }
        if (hasBody) {
            destination.lookAtBody(slots.starts[BODY_SLOT], slots.ends[BODY_SLOT]);
        }
        return destination;
    }

    @Override
    void read() throws MalformedBodyException, RefusedRecordException {
        hasBody = false;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TIME -> slots.numbers[TIME_SLOT] = reader.fixed64();
                case OBSERVED_TIME -> slots.numbers[OBSERVED_SLOT] = reader.fixed64();
                case SEVERITY_NUMBER -> slots.numbers[SEVERITY_SLOT] = reader.varint32();
                case DROPPED_ATTRIBUTES -> slots.numbers[DROPPED_SLOT] = Integer.toUnsignedLong(reader.varint32());
                case FLAGS -> slots.numbers[FLAGS_SLOT] = Integer.toUnsignedLong(reader.fixed32());
                case SEVERITY_TEXT -> slots.range(TEXT_SLOT, reader);
                case TRACE_ID -> slots.range(TRACE_SLOT, reader);
                case SPAN_ID -> slots.range(SPAN_SLOT, reader);
                case EVENT_NAME -> slots.range(EVENT_SLOT, reader);
                case BODY -> {
                    if (hasBody) {
                        throw RecordCsv.twice("body");
                    }
                    hasBody = true;
                    slots.range(BODY_SLOT, reader);
                }
                default -> reader.skip(tag);
            }
        }
    }

    /** As {@link LogRecordCsv}: what is a kvlist is the object, anything else is its {@code message}. */
    private final class BodySource implements JsonField.Source {
        @Override
        public void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
            if (!hasBody) {
                return;
            }
            body.read(reader, slots.starts[BODY_SLOT], slots.ends[BODY_SLOT]);
            to.put('"');
            if (body.kind == AnyValue.KVLIST) {
                json.object(body.start, body.end, JsonField.elements(), 1, to);
            } else {
                to.putAscii("{\"\"message\"\":");
                json.value(slots.starts[BODY_SLOT], slots.ends[BODY_SLOT], 1, to);
                to.put('}');
            }
            to.put('"');
        }

        @Override
        public boolean isNull() {
            return !hasBody;
        }
    }

    private final class BodyPairs implements JsonField.Pairs {
        @Override
        public boolean seek(byte[] key, KeyValue into) throws MalformedBodyException, RefusedRecordException {
            if (!hasBody) {
                return false;
            }
            body.read(reader, slots.starts[BODY_SLOT], slots.ends[BODY_SLOT]);
            if (body.kind == AnyValue.KVLIST) {
                reader.seek(body.start, body.end);
                return JsonField.find(reader, JsonField.elements(), key, into);
            }
            into.valueStart = slots.starts[BODY_SLOT];
            into.valueEnd = slots.ends[BODY_SLOT];
            return Arrays.equals(key, MESSAGE);
        }
    }
}
