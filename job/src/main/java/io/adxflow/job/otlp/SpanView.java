package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.Text;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span as a row of {@link TableSchemas#traces}. */
public final class SpanView extends RecordView {
    /** What programs over spans see. */
    public static final Schema SCHEMA = schema(TableSchemas.traces(""));

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

    private static final int TRACE_SLOT = 0;
    private static final int SPAN_SLOT = 1;
    private static final int PARENT_SLOT = 2;
    private static final int NAME_SLOT = 3;
    private static final int CODE_SLOT = 4;
    private static final int KIND_SLOT = 5;
    private static final int START_SLOT = 6;
    private static final int END_SLOT = 7;
    private static final int MESSAGE_SLOT = 8;
    private static final int STATE_SLOT = 9;
    private static final int FLAGS_SLOT = 10;
    private static final int DROPPED_SLOT = 11;
    private static final int DROPPED_EVENTS_SLOT = 12;
    private static final int DROPPED_LINKS_SLOT = 13;
    private static final int SLOTS = 14;

    /** Writes events and links. */
    private final SpanCsv csv;

    private final SpanEvents events;
    private final SpanLinks links;
    private boolean hasStatus;

    public SpanView(ProtoReader reader) {
        super(reader, SLOTS);
        csv = new SpanCsv(reader, OtlpRules.DEFAULT, List.of());
        events = new SpanEvents(csv);
        links = new SpanLinks(csv);
        addHex(TRACE_SLOT);
        addHex(SPAN_SLOT);
        addHex(PARENT_SLOT);
        addText(NAME_SLOT);
        addName(SpanCsv.CODES, CODE_SLOT);
        addName(SpanCsv.KINDS, KIND_SLOT);
        addTime(() -> slots.numbers[START_SLOT]);
        addTime(() -> slots.numbers[END_SLOT]);
        add(resourceAttributes());
        addJson(new JsonField(
                json,
                new AttributesSource(this, ATTRIBUTES),
                JsonField.pairsOf(reader, ATTRIBUTES, () -> start, () -> end)));
        addJson(list(to -> events.append(start, end, EVENTS, to)));
        addJson(list(to -> links.append(start, end, LINKS, to)));
        addText(MESSAGE_SLOT);
        addText(STATE_SLOT);
        addNumber(() -> slots.numbers[FLAGS_SLOT]);
        addNumber(new Duration());
        addNumber((Unsigned) () -> slots.numbers[START_SLOT]);
        addNumber(() -> slots.numbers[DROPPED_SLOT]);
        addNumber(() -> slots.numbers[DROPPED_EVENTS_SLOT]);
        addNumber(() -> slots.numbers[DROPPED_LINKS_SLOT]);
        addOwners();
    }

    @Override
    public void setMaxBytes(long bytes) {
        super.setMaxBytes(bytes);
        csv.setMaxBytes(bytes);
    }

    private interface Writer {
        void write(ByteBuilder to) throws MalformedBodyException, RefusedRecordException;
    }

    private JsonField list(Writer writer) {
        return new JsonField(
                json,
                new JsonField.Source() {
                    @Override
                    public void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
                        writer.write(to);
                    }

                    @Override
                    public boolean isNull() {
                        return false;
                    }
                },
                JsonField.NO_PAIRS);
    }

    private void addName(String[] names, int slot) {
        add(new FieldView() {
            @Override
            void csv(ByteBuilder row) {
                row.put(name(names, (int) slots.numbers[slot]).getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            void text(Text into) {
                into.set(name(names, (int) slots.numbers[slot]));
            }
        });
    }

    private static String name(String[] names, int number) {
        return number >= 0 && number < names.length ? names[number] : Integer.toString(number);
    }

    /** The nanoseconds from start to end, null when either is missing or they do not fit into a long. */
    private final class Duration implements Whole {
        @Override
        public long value() {
            return slots.numbers[END_SLOT] - slots.numbers[START_SLOT];
        }

        @Override
        public boolean isThere() {
            long from = slots.numbers[START_SLOT];
            long to = slots.numbers[END_SLOT];
            return from != 0 && to != 0 && Long.compareUnsigned(to, from) >= 0 == value() >= 0;
        }
    }

    @Override
    public long timestampMillis() {
        long from = slots.numbers[START_SLOT];
        long to = slots.numbers[END_SLOT];
        return from != 0 ? millis(from) : to != 0 ? millis(to) : arrival;
    }

    @Override
    public @Nullable Destination destination() {
        return null;
    }

    @Override
    void read() throws MalformedBodyException, RefusedRecordException {
        hasStatus = false;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TRACE_ID -> slots.range(TRACE_SLOT, reader);
                case SPAN_ID -> slots.range(SPAN_SLOT, reader);
                case TRACE_STATE -> slots.range(STATE_SLOT, reader);
                case PARENT_SPAN_ID -> slots.range(PARENT_SLOT, reader);
                case NAME -> slots.range(NAME_SLOT, reader);
                case KIND -> slots.numbers[KIND_SLOT] = reader.varint32();
                case START_TIME -> slots.numbers[START_SLOT] = reader.fixed64();
                case END_TIME -> slots.numbers[END_SLOT] = reader.fixed64();
                case DROPPED_ATTRIBUTES -> slots.numbers[DROPPED_SLOT] = Integer.toUnsignedLong(reader.varint32());
                case DROPPED_EVENTS -> slots.numbers[DROPPED_EVENTS_SLOT] = Integer.toUnsignedLong(reader.varint32());
                case DROPPED_LINKS -> slots.numbers[DROPPED_LINKS_SLOT] = Integer.toUnsignedLong(reader.varint32());
                case FLAGS -> slots.numbers[FLAGS_SLOT] = Integer.toUnsignedLong(reader.fixed32());
                case STATUS -> {
                    int next = reader.length() + reader.position;
                    readStatus(next);
                    reader.seek(next, end);
                }
                default -> reader.skip(tag);
            }
        }
    }

    private void readStatus(int statusEnd) throws MalformedBodyException, RefusedRecordException {
        if (hasStatus) {
            throw RecordCsv.twice("status");
        }
        hasStatus = true;
        reader.limit = statusEnd;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case STATUS_MESSAGE -> slots.range(MESSAGE_SLOT, reader);
                case STATUS_CODE -> slots.numbers[CODE_SLOT] = reader.varint32();
                default -> reader.skip(tag);
            }
        }
    }
}
