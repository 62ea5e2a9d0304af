package io.adxflow.job.rules.normalise;

import io.adxflow.job.otlp.Proto;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import org.jspecify.annotations.Nullable;

/** Writes one log record or span anew: its fields as sent, but for those to be left out, and what replaces them behind. Reused. */
final class RecordFields {
    private static final int DELIMITED = 2;
    private static final int FIXED64 = 1;
    private static final int LOG_TIME = (1 << 3) | FIXED64;
    private static final int SEVERITY_NUMBER = 2 << 3;
    private static final int SEVERITY_TEXT = (3 << 3) | DELIMITED;
    private static final int BODY = (5 << 3) | DELIMITED;
    private static final int OBSERVED_TIME = (11 << 3) | FIXED64;
    private static final int START_TIME = (7 << 3) | FIXED64;
    private static final int END_TIME = (8 << 3) | FIXED64;
    private static final int OWNER_ATTRIBUTES = (1 << 3) | DELIMITED;
    private static final int LOG_ATTRIBUTES = (6 << 3) | DELIMITED;
    private static final int SPAN_ATTRIBUTES = (9 << 3) | DELIMITED;
    private static final int PAIR_VALUE = (2 << 3) | DELIMITED;
    private static final int STRING = (1 << 3) | DELIMITED;

    private final NormaliseSpec spec;
    private final boolean isLog;
    private final ProtoReader reader;
    private final TimeNormaliser times;
    private final int firstTime;
    private final int secondTime;
    private long arrivalMillis;
    private long mendedTimes;

    RecordFields(NormaliseSpec spec, boolean isLog, ProtoReader reader) {
        this.spec = spec;
        this.isLog = isLog;
        this.reader = reader;
        times = new TimeNormaliser(spec);
        firstTime = isLog ? LOG_TIME : START_TIME;
        secondTime = isLog ? OBSERVED_TIME : END_TIME;
    }

    /** Another request begins. */
    void begin(long arrival) {
        arrivalMillis = arrival;
        mendedTimes = 0;
    }

    long mendedTimes() {
        return mendedTimes;
    }

    /** Writes a resource without attributes that say nothing; moves the reader. */
    void owner(int start, int end, ByteBuilder to) throws MalformedBodyException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            reader.skip(tag);
            int next = reader.position;
            if (tag != OWNER_ATTRIBUTES || !saysNothing(from, next)) {
                to.put(reader.bytes, from, next);
            }
            reader.seek(next, end);
        }
    }

    /** Writes a record; moves the reader. */
    void record(int start, int end, ByteBuilder to) throws MalformedBodyException {
        boolean dropsEmpty = spec.has(Normalisation.EMPTY_VALUES);
        boolean parses = isLog && (spec.has(Normalisation.JSON_BODIES) || spec.has(Normalisation.KEY_VALUE_BODIES));
        int attributes = isLog ? LOG_ATTRIBUTES : SPAN_ATTRIBUTES;
        long first = 0;
        long second = 0;
        int severity = 0;
        String severityText = "";
        ByteBuilder parsed = null;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int from = reader.position;
            int tag = reader.tag();
            boolean written = true;
            if (tag == firstTime) {
                first = reader.fixed64();
            } else if (tag == secondTime) {
                second = reader.fixed64();
            } else if (isLog && tag == SEVERITY_NUMBER) {
                severity = reader.varint32();
            } else {
                int content = reader.position;
                reader.skip(tag);
                int next = reader.position;
                if (isLog && tag == SEVERITY_TEXT) {
                    reader.seek(content, end);
                    int length = reader.length();
                    severityText = RecordNormaliser.text(reader, reader.position, reader.position + length);
                } else if (parses && tag == BODY && parsed == null) {
                    parsed = body(content, end);
                    written = parsed == null;
                } else if (dropsEmpty && tag == attributes) {
                    written = !saysNothing(from, next);
                }
                reader.seek(next, end);
            }
            if (written) {
                to.put(reader.bytes, from, reader.position);
            }
        }
        if (parsed != null) {
            Proto.block(to, BODY >>> 3, parsed);
        }
        if (isLog && severity == 0 && spec.has(Normalisation.SEVERITIES) && !severityText.isEmpty()) {
            int number = Severities.number(severityText);
            if (number != 0) {
                Proto.varint(to, SEVERITY_NUMBER >>> 3, number);
            }
        }
        if (spec.has(Normalisation.TIMESTAMPS)) {
            mend(firstTime, first, to);
            mend(secondTime, second, to);
        }
    }

    private void mend(int tag, long time, ByteBuilder to) {
        long mended = times.nanos(time, arrivalMillis);
        if (mended != time) {
            mendedTimes++;
            Proto.fixed64(to, tag >>> 3, mended);
        }
    }

    /** The body with its keys, when it is a text that has some. */
    private @Nullable ByteBuilder body(int content, int end) throws MalformedBodyException {
        reader.seek(content, end);
        int length = reader.length();
        String text = onlyText(reader.position, reader.position + length);
        ByteBuilder parsed = null;
        if (text != null && spec.has(Normalisation.JSON_BODIES)) {
            parsed = BodyText.ofJson(text);
        }
        if (text != null && parsed == null && spec.has(Normalisation.KEY_VALUE_BODIES)) {
            parsed = BodyText.ofPairs(text);
        }
        return parsed;
    }

    /** The text of an {@code AnyValue} that is nothing but a text, or null. */
    private @Nullable String onlyText(int start, int end) throws MalformedBodyException {
        reader.seek(start, end);
        if (!reader.hasMore() || reader.tag() != STRING) {
            return null;
        }
        int length = reader.length();
        int from = reader.position;
        return from + length == end ? RecordNormaliser.text(reader, from, end) : null;
    }

    /** Whether the {@code KeyValue} in the field that lies there has no value, or one that says so. */
    private boolean saysNothing(int fieldStart, int fieldEnd) throws MalformedBodyException {
        reader.seek(fieldStart, fieldEnd);
        int unused = reader.tag();
        int pair = reader.length() + reader.position;
        reader.seek(reader.position, pair);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == PAIR_VALUE) {
                int length = reader.length();
                int start = reader.position;
                String text = onlyText(start, start + length);
                return length == 0 || (text != null && LabelNormaliser.isNothing(text));
            }
            reader.skip(tag);
        }
        return true;
    }
}
