package io.adxflow.job.rows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.rules.RuleTrace;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.job.rules.relabel.LabelEditor;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.LabelCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a series as its rows have them: as sent, but for those without a value, which Prometheus' data model takes for
 * missing ones; as the namespace's rules change them; with the namespace's own in place of them; sorted. Reusable.
 */
final class SeriesLabels {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_TEXT = 1000;
    private static final int MAX_JSON_TEXT = 64 << 10;
    /** The name, the JSON, and what is lifted out of it: if labels take more than so many values, one of these is too large. */
    static final int VALUES = 3;

    private final long maxTextBytes;
    private boolean isOversized;
    private final LabelCursor cursor = new LabelCursor();
    private final LabelSet labels = new LabelSet();
    private final LabelEditor editor;
    private final ByteBuilder edited = new ByteBuilder(256);
    private int dropping = SeriesRules.KEPT;
    private boolean areMadeLong;
    /** The labels last read, as they are shown. */
    private LabelSet changed = labels;

    private boolean scrubs;

    /** @param maxValueBytes of one value of a table */
    SeriesLabels(int maxValueBytes) {
        maxTextBytes = (long) VALUES * maxValueBytes;
        editor = new LabelEditor(maxTextBytes);
    }

    /** Reads them, unless they are too large for any table: then there are none, and {@link #isOversized} tells so. */
    LabelSet read(DecodedBody body, int series, Route route) {
        body.labels(series, cursor);
        return read(route);
    }

    /** Reads what was put into the {@link #cursor}. */
    LabelSet read(Route route) {
        labels.clear();
        dropping = SeriesRules.KEPT;
        areMadeLong = false;
        changed = labels;
        scrubs = route.labelRules() != null && route.labelRules().scrubs();
        isOversized = cursor.textBytes() > maxTextBytes;
        if (isOversized) {
            return labels;
        }
        SeriesRules rules = route.rules();
        if (rules != null && cursor.problem() == null && applyRules(rules)) {
            editor.forEach((name, value) -> addEdited(name, value, route));
        } else if (!isOversized) {
            addSent(route);
        }
        if (!isDropped()) {
            route.addLabels(labels);
        }
        labels.sort();
        return shown(route);
    }

    /** Where to put labels that are no body's. */
    LabelCursor cursor() {
        return cursor;
    }

    /** The labels as the namespace's program and scrubbing leave them. */
    private LabelSet shown(Route route) {
        LabelRules after = route.labelRules();
        if (after == null || dropping != SeriesRules.KEPT || cursor.problem() != null) {
            return labels;
        }
        int dropped = after.apply(labels);
        if (dropped != LabelRules.KEPT) {
            dropping = route.labelRule(dropped);
            return labels;
        }
        changed = after.labels();
        return changed;
    }

    /** Returns whether the labels are others than those that were sent. */
    private boolean applyRules(SeriesRules rules) {
        editor.clear();
        byte[] bytes = cursor.bytes();
        for (int i = 0; i < cursor.count(); i++) {
            editor.add(
                    text(bytes, cursor.nameStart(i), cursor.nameEnd(i)),
                    text(bytes, cursor.valueStart(i), cursor.valueEnd(i)));
        }
        dropping = rules.apply(editor, RuleTrace.NONE);
        areMadeLong = editor.isOversized();
        isOversized = areMadeLong;
        return editor.isChanged() && !isOversized;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private void addEdited(String name, String value, Route route) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (route.replaces(nameBytes, 0, nameBytes.length)) {
            return;
        }
        edited.clear();
        edited.put(nameBytes, 0, nameBytes.length);
        edited.put(value.getBytes(StandardCharsets.UTF_8));
        labels.add(edited.array(), 0, nameBytes.length, nameBytes.length, edited.length());
    }

    private void addSent(Route route) {
        byte[] bytes = cursor.bytes();
        for (int i = 0; i < cursor.count(); i++) {
            boolean isEmpty = cursor.valueStart(i) == cursor.valueEnd(i);
            if (!isEmpty && !route.replaces(bytes, cursor.nameStart(i), cursor.nameEnd(i))) {
                labels.add(bytes, cursor.nameStart(i), cursor.nameEnd(i), cursor.valueStart(i), cursor.valueEnd(i));
            }
        }
    }

    /** The labels last read as they were sent; of equal names the last one. */
    Map<String, String> sent() {
        Map<String, String> sent = new TreeMap<>();
        byte[] bytes = cursor.bytes();
        for (int i = 0; i < cursor.count(); i++) {
            sent.put(
                    text(bytes, cursor.nameStart(i), cursor.nameEnd(i)),
                    text(bytes, cursor.valueStart(i), cursor.valueEnd(i)));
        }
        return sent;
    }

    /** Whether a rule drops the series last read. */
    boolean isDropped() {
        return dropping != SeriesRules.KEPT;
    }

    /** The number of that rule. */
    int droppingRule() {
        return dropping;
    }

    /** Whether the labels last read are too large by what rules make of them. */
    boolean areMadeLong() {
        return areMadeLong;
    }

    boolean isOversized() {
        return isOversized;
    }

    /** Bytes of names and values of the series last read. */
    long textBytes() {
        return cursor.textBytes();
    }

    /** Why no row may be made of the series last read, judged by what was sent; or null. */
    @Nullable
    String problem() {
        return cursor.problem();
    }

    /** The series last read as it was sent, shortly. */
    String describe() {
        return scrubs ? text() : cursor.describe();
    }

    /** All labels last read as an object; empty when {@link #text} does not show them all, or they are many. */
    String json() {
        return isOversized || isHidden() || cursor.problem() != null || cursor.textBytes() > MAX_JSON_TEXT
                ? ""
                : JSON.valueToTree(changed.asMap()).toString();
    }

    private boolean isHidden() {
        return scrubs && (isOversized || dropping != SeriesRules.KEPT || cursor.problem() != null);
    }

    /** The labels last read, for people. */
    String text() {
        boolean isHidden = isHidden();
        String text = isHidden
                ? "{…} (not shown, as labels of this namespace are scrubbed)"
                : isOversized ? cursor.describe() : changed.toString();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
