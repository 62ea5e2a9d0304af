package io.adxflow.job.rules.scrub;

import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.ValueJson;
import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.rules.scrub.Shape.Field;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message of protobuf anew, without what rules take out of its texts. What its {@link Shape} does not know is left out: nobody
 * reads it, and it may hold anything. Reused; not thread-safe.
 */
final class MessageScrubber {
    private static final int STRING = (1 << 3) | 2;
    private static final int BOOL = 2 << 3;
    private static final int INT = 3 << 3;
    private static final int DOUBLE = (4 << 3) | 1;
    private static final int ARRAY = (5 << 3) | 2;
    private static final int OBJECT = (6 << 3) | 2;
    private static final int BYTES = (7 << 3) | 2;
    private static final int FIRST = (1 << 3) | 2;
    private static final int SECOND = (2 << 3) | 2;
    /** More than any decoder takes. */
    private static final int MAX_DEPTH = 200;
    /** As in {@link JsonScrubber}. */
    private static final int LEAST_DIGITS = 9;

    private static final int KEEP_BYTES = 1 << 20;

    private final Scrubber scrubber;
    private final List<ByteBuilder> parts = new ArrayList<>();
    private final ByteBuilder text = new ByteBuilder(256);
    /** A value that is no text, as rows have it. */
    private final ByteBuilder written = new ByteBuilder(32);

    private ProtoReader reader = new ProtoReader();
    private boolean everywhere;

    MessageScrubber(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    /**
     * Begins another message.
     *
     * @param from reads it
     * @param looksEverywhere whether every rule looks at every text besides, since what comes later moves texts
     */
    void begin(ProtoReader from, boolean looksEverywhere) {
        reader = from;
        everywhere = looksEverywhere;
        parts.removeIf(part -> part.array().length > KEEP_BYTES);
    }

    /**
     * Writes the message that lies there; moves the reader.
     *
     * @return {@code KEPT}, or {@code DROP_RECORD} when a rule drops what it is in, and what was written of it is to be taken back
     */
    Outcome message(Shape shape, int start, int end, ByteBuilder to, int depth) throws MalformedBodyException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            Field field = shape.field(tag);
            if (field == null || field.as() == Shape.As.KEPT) {
                reader.skip(tag);
                if (field != null) {
                    to.put(reader.bytes, from, reader.position);
                }
                continue;
            }
            int length = reader.length();
            int next = reader.position + length;
            if (field(field, reader.position, next, to, depth) == Outcome.DROP_RECORD) {
                return Outcome.DROP_RECORD;
            }
            reader.seek(next, end);
        }
        return Outcome.KEPT;
    }

    private Outcome field(Field field, int start, int end, ByteBuilder to, int depth) throws MalformedBodyException {
        if (field.as() == Shape.As.TEXT) {
            return text(plan(field), start, end, field.number(), to);
        }
        ByteBuilder part = part(depth);
        Outcome outcome =
                switch (field.as()) {
                    case VALUE -> value(plan(field), start, end, part, depth + 1);
                    case PAIR ->
                        pair(
                                scrubber.isByName(field.kind())
                                                || field.column().isEmpty()
                                        ? null
                                        : plan(field),
                                field,
                                start,
                                end,
                                part,
                                depth + 1);
                    case LABEL -> label(field.kind(), start, end, part);
                    case MESSAGE, UNIT -> message(field.shape(), start, end, part, depth + 1);
                    case KEPT, TEXT ->
                        throw new IllegalStateException(field.as().toString());
                };
        if (outcome == Outcome.KEPT) {
            Proto.block(to, field.number(), part);
        }
        return outcome == Outcome.DROP_RECORD && field.as() != Shape.As.UNIT ? outcome : Outcome.KEPT;
    }

    private ScrubPlan plan(Field field) {
        return scrubber.plan(field.kind(), field.column(), field.column());
    }

    private Outcome value(ScrubPlan plan, int start, int end, ByteBuilder to, int depth) throws MalformedBodyException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            Outcome outcome = Outcome.KEPT;
            switch (tag) {
                case STRING, ARRAY, OBJECT -> {
                    int length = reader.length();
                    int inner = reader.position;
                    int next = inner + length;
                    outcome = tag == STRING
                            ? text(plan, inner, next, 1, to)
                            : elements(plan, tag, inner, next, to, depth);
                    reader.seek(next, end);
                }
                case BYTES -> {
                    // Rows have them in base64, as a text among others.
                    int length = reader.length();
                    int inner = reader.position;
                    reader.position += length;
                    written.clear();
                    written.put(Base64.getEncoder().encode(Arrays.copyOfRange(reader.bytes, inner, inner + length)));
                    outcome = instead(plan, from, to);
                }
                case INT -> {
                    written.clear();
                    written.put(reader.varint64());
                    outcome = number(plan, from, to);
                }
                case DOUBLE -> {
                    written.clear();
                    double real = reader.readDouble();
                    if (Double.isFinite(real)) {
                        ValueJson.finite(real, written);
                    } else {
                        written.put(real);
                    }
                    outcome = Double.isFinite(real) ? number(plan, from, to) : instead(plan, from, to);
                }
                default -> {
                    reader.skip(tag);
                    if (tag == BOOL) {
                        to.put(reader.bytes, from, reader.position);
                    }
                }
            }
            if (outcome != Outcome.KEPT) {
                return outcome;
            }
        }
        return Outcome.KEPT;
    }

    /** An {@code ArrayValue} or {@code KeyValueList}. */
    private Outcome elements(ScrubPlan plan, int tag, int start, int end, ByteBuilder to, int depth)
            throws MalformedBodyException {
        ByteBuilder list = part(depth);
        reader.seek(start, end);
        while (reader.hasMore()) {
            int elementTag = reader.tag();
            if (elementTag != FIRST) {
                reader.skip(elementTag);
                continue;
            }
            int length = reader.length();
            int next = reader.position + length;
            ByteBuilder element = part(depth + 1);
            Outcome outcome = tag == ARRAY
                    ? value(plan, reader.position, next, element, depth + 2)
                    : pair(plan, null, reader.position, next, element, depth + 2);
            if (outcome == Outcome.DROP_RECORD) {
                return outcome;
            }
            if (outcome == Outcome.KEPT) {
                Proto.block(list, 1, element);
            }
            reader.seek(next, end);
        }
        Proto.block(to, tag >>> 3, list);
        return Outcome.KEPT;
    }

    /**
     * A {@code KeyValue}.
     *
     * @param plan of all keys, or null when each key of the field has its own
     */
    private Outcome pair(@Nullable ScrubPlan plan, @Nullable Field field, int start, int end, ByteBuilder to, int depth)
            throws MalformedBodyException {
        long key = find(FIRST, start, end);
        long value = find(SECOND, start, end);
        ScrubPlan used = plan;
        if (used == null) {
            used = field == null
                    ? ScrubPlan.NOTHING
                    : scrubber.plan(field.kind(), string(start(key), end(key)), field.column());
        }
        Outcome outcome = Outcome.KEPT;
        if (field != null && field.column().isEmpty()) {
            // The name of a label, which is not looked at.
            Proto.block(to, 1, reader.bytes, start(key), end(key));
        } else {
            outcome = text(used, start(key), end(key), 1, to);
        }
        if (outcome != Outcome.KEPT || value == 0) {
            return outcome;
        }
        ByteBuilder part = part(depth);
        outcome = value(used, start(value), end(value), part, depth + 1);
        if (outcome == Outcome.KEPT) {
            Proto.block(to, 2, part);
        }
        return outcome;
    }

    private Outcome label(Kind kind, int start, int end, ByteBuilder to) throws MalformedBodyException {
        long name = find(FIRST, start, end);
        long value = find(SECOND, start, end);
        String text = string(start(name), end(name));
        Proto.block(to, 1, reader.bytes, start(name), end(name));
        if (text.equals("__name__")) {
            Proto.block(to, 2, reader.bytes, start(value), end(value));
            return Outcome.KEPT;
        }
        return text(scrubber.plan(kind, text, ""), start(value), end(value), 2, to);
    }

    /** Where the last field of that tag lies, start and end in one; 0 for nowhere. */
    private long find(int wanted, int start, int end) throws MalformedBodyException {
        long found = 0;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == wanted) {
                int length = reader.length();
                found = ((long) reader.position << Integer.SIZE) | (reader.position + length);
                reader.position += length;
            } else {
                reader.skip(tag);
            }
        }
        return found;
    }

    private static int start(long range) {
        return (int) (range >>> Integer.SIZE);
    }

    private static int end(long range) {
        return (int) range;
    }

    private String string(int start, int end) {
        return new String(reader.bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private Outcome number(ScrubPlan plan, int from, ByteBuilder to) {
        if (written.length() >= LEAST_DIGITS) {
            return instead(plan, from, to);
        }
        to.put(reader.bytes, from, reader.position);
        return Outcome.KEPT;
    }

    /** Writes the value that begins there, or a text where rules change what rows have written of it. */
    private Outcome instead(ScrubPlan plan, int from, ByteBuilder to) {
        Outcome outcome = look(plan, written.array(), 0, written.length());
        if (outcome == Outcome.KEPT) {
            to.put(reader.bytes, from, reader.position);
        } else if (outcome == Outcome.CHANGED) {
            Proto.block(to, 1, text);
        }
        return outcome == Outcome.CHANGED ? Outcome.KEPT : outcome;
    }

    private Outcome text(ScrubPlan plan, int start, int end, int number, ByteBuilder to) {
        Outcome outcome = look(plan, reader.bytes, start, end);
        if (outcome == Outcome.CHANGED) {
            Proto.block(to, number, text);
        } else if (outcome == Outcome.KEPT) {
            Proto.block(to, number, reader.bytes, start, end);
        }
        return outcome == Outcome.CHANGED ? Outcome.KEPT : outcome;
    }

    /** Looks at a text; what it has become is in {@link #text} when it has changed. */
    Outcome look(ScrubPlan plan, byte[] bytes, int start, int end) {
        Outcome outcome = scrubber.text(plan, "", bytes, start, end);
        if (outcome == Outcome.CHANGED) {
            take();
        }
        if (everywhere && outcome == Outcome.KEPT && scrubber.mask(bytes, start, end)) {
            take();
            return Outcome.CHANGED;
        }
        if (everywhere && outcome == Outcome.CHANGED && scrubber.mask(text.array(), 0, text.length())) {
            take();
        }
        return outcome;
    }

    private void take() {
        text.clear();
        text.put(scrubber.output().array(), 0, scrubber.output().length());
    }

    /** What the text last looked at has become. */
    ByteBuilder changed() {
        return text;
    }

    private ByteBuilder part(int depth) throws MalformedBodyException {
        if (depth > MAX_DEPTH) {
            throw new MalformedBodyException(Reason.PROTOBUF, "nested more than " + MAX_DEPTH + " deep");
        }
        while (parts.size() <= depth) {
            parts.add(new ByteBuilder(256));
        }
        ByteBuilder part = parts.get(depth);
        part.clear();
        return part;
    }
}
