package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.JsonBytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Scrubs the strings of a JSON value, its keys, and numbers of so many digits that they may be something; what remains is JSON. What a text that is dropped stands in
 * is the member or element that holds it. Reused; not thread-safe.
 */
final class JsonScrubber {
    /** Numbers of fewer digits are nothing that is looked for. */
    private static final int LEAST_DIGITS = 9;

    private final Scrubber scrubber;
    private final ByteBuilder text = new ByteBuilder(256);
    private final ByteBuilder scratch = new ByteBuilder(256);
    private byte[] json = new byte[0];
    private int end;
    private ByteBuilder to = new ByteBuilder(0);
    private Kind kind = Kind.BODY;
    private String column = "";
    private String where = "";
    private boolean hasChanged;
    /** Where the value last copied or dropped ends. */
    private int behind;

    JsonScrubber(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    /**
     * Scrubs a value of a column.
     *
     * @param ofKind attributes and resources are looked at by the names of their keys
     * @param plan of all of it; null when each key of an object has its own
     * @param out gets the value; what is there already stays
     */
    Outcome scrub(
            Kind ofKind,
            @Nullable ScrubPlan plan,
            String ofColumn,
            byte[] value,
            int start,
            int valueEnd,
            ByteBuilder out) {
        json = value;
        end = valueEnd;
        to = out;
        kind = ofKind;
        column = ofColumn;
        where = ofColumn;
        hasChanged = false;
        Outcome outcome = plan == null && value[start] == '{'
                ? object(start, null)
                : value(start, plan == null ? scrubber.plan(kind, ofColumn, ofColumn) : plan);
        return outcome == Outcome.KEPT && hasChanged ? Outcome.CHANGED : outcome;
    }

    /** Copies a value; when it is to be dropped, what was written of it is for the caller to take back. */
    private Outcome value(int at, ScrubPlan plan) {
        byte first = json[at];
        if (first == '{') {
            return object(at, plan);
        }
        if (first == '[') {
            return array(at, plan);
        }
        int last = JsonBytes.skipValue(json, at, end);
        behind = last;
        if (first == '"') {
            return string(at, last, plan);
        }
        if ((first == '-' || (first >= '0' && first <= '9')) && last - at >= LEAST_DIGITS) {
            return scalar(at, at, last, last, plan);
        }
        to.put(json, at, last);
        return Outcome.KEPT;
    }

    private Outcome string(int at, int last, ScrubPlan plan) {
        if (JsonBytes.isPlain(json, at + 1, last - 1)) {
            return scalar(at, at + 1, last - 1, last, plan);
        }
        text.clear();
        JsonBytes.appendText(json, at + 1, last - 1, text);
        Outcome outcome = scrubber.text(plan, where, text.array(), 0, text.length());
        return write(outcome, at, last);
    }

    private Outcome scalar(int at, int textStart, int textEnd, int last, ScrubPlan plan) {
        return write(scrubber.text(plan, where, json, textStart, textEnd), at, last);
    }

    private Outcome write(Outcome outcome, int at, int last) {
        if (outcome == Outcome.KEPT) {
            to.put(json, at, last);
        } else if (outcome == Outcome.CHANGED) {
            hasChanged = true;
            JsonBytes.appendString(
                    scrubber.output().array(), 0, scrubber.output().length(), scratch, to);
            return Outcome.KEPT;
        }
        return outcome;
    }

    private Outcome array(int start, ScrubPlan plan) {
        to.put('[');
        int elements = to.length();
        int at = JsonBytes.skipBlanks(json, start + 1, end);
        while (at < end && json[at] != ']') {
            int before = to.length();
            if (before > elements) {
                to.put(',');
            }
            Outcome outcome = value(at, plan);
            if (outcome == Outcome.DROP_RECORD) {
                return outcome;
            }
            if (outcome == Outcome.DROP_FIELD) {
                to.end(before);
                hasChanged = true;
            }
            at = next(behind);
        }
        to.put(']');
        behind = Math.min(at + 1, end);
        return Outcome.KEPT;
    }

    /** @param plan of all keys, or null when each key has its own */
    private Outcome object(int start, @Nullable ScrubPlan plan) {
        to.put('{');
        int members = to.length();
        int at = JsonBytes.skipBlanks(json, start + 1, end);
        while (at < end && json[at] == '"') {
            int keyEnd = JsonBytes.skipString(json, at, end);
            int value = JsonBytes.skipBlanks(json, JsonBytes.skipBlanks(json, keyEnd, end) + 1, end);
            int before = to.length();
            if (before > members) {
                to.put(',');
            }
            Outcome outcome = member(at, keyEnd, value, plan);
            if (outcome == Outcome.DROP_RECORD) {
                return outcome;
            }
            if (outcome == Outcome.DROP_FIELD) {
                to.end(before);
                hasChanged = true;
            }
            at = next(behind);
        }
        to.put('}');
        behind = Math.min(at + 1, end);
        return Outcome.KEPT;
    }

    private Outcome member(int at, int keyEnd, int value, @Nullable ScrubPlan plan) {
        ScrubPlan used = plan;
        if (used == null) {
            where = key(at, keyEnd);
            used = scrubber.plan(kind, where, column);
        }
        Outcome ofKey = string(at, keyEnd, used);
        if (ofKey != Outcome.KEPT) {
            behind = JsonBytes.skipValue(json, value, end);
            return ofKey;
        }
        to.put(':');
        return value(value, used);
    }

    private String key(int at, int keyEnd) {
        text.clear();
        JsonBytes.appendText(json, at + 1, keyEnd - 1, text);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }

    private int next(int from) {
        int at = JsonBytes.skipBlanks(json, from, end);
        return at < end && json[at] == ',' ? JsonBytes.skipBlanks(json, at + 1, end) : at;
    }
}
