package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.job.rules.relabel.LabelEditor;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells which labels of a series which rule changed, by running the rules once more. */
final class SeriesChanges {
    private static final long MAX_CHARS = 16L << 20;

    private final ArrayNode changes = JsonNodeFactory.instance.arrayNode();
    private Map<String, String> before;

    private SeriesChanges(Map<String, String> sent) {
        before = sent;
    }

    /**
     * The changes, in the order in which they were made.
     *
     * @param rules null when the namespace has none
     * @param after the labels as rows have them, or null when there are no rows
     */
    static ArrayNode of(Map<String, String> sent, @Nullable SeriesRules rules, @Nullable Map<String, String> after) {
        Map<String, String> present = new TreeMap<>(sent);
        present.values().removeIf(String::isEmpty);
        SeriesChanges changes = new SeriesChanges(present);
        if (rules != null) {
            LabelEditor labels = new LabelEditor(MAX_CHARS);
            present.forEach(labels::add);
            int unused = rules.apply(labels, changes::applied);
        }
        if (after != null) {
            changes.compare("add-labels", after);
        }
        return changes.changes;
    }

    private void applied(String rule, LabelEditor labels) {
        Map<String, String> now = new TreeMap<>();
        labels.forEach(now::put);
        compare(rule, now);
    }

    private void compare(String rule, Map<String, String> now) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = before.get(name);
            String is = now.get(name);
            if (is == null || !is.equals(was)) {
                changes.addObject()
                        .put("rule", rule)
                        .put("field", name)
                        .put("action", is == null ? "removed" : was == null ? "added" : "changed");
            }
        }
        before = now;
    }
}
