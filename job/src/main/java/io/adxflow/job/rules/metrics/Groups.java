package io.adxflow.job.rules.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Groups as texts: the database that rows go to, then the values of the labels, each behind a NUL. */
public final class Groups {
    private static final char END = '\0';
    private static final int MOST_CHARACTERS = 1_024;

    private Groups() {}

    /** A group; a NUL in a value becomes a blank, and what is behind {@value #MOST_CHARACTERS} characters is cut off. */
    public static String of(String database, List<String> values) {
        StringBuilder text = new StringBuilder(database);
        for (String value : values) {
            text.append(END).append(cut(value).replace(END, ' '));
        }
        return text.toString();
    }

    private static String cut(String value) {
        if (value.length() <= MOST_CHARACTERS) {
            return value;
        }
        boolean splits = Character.isHighSurrogate(value.charAt(MOST_CHARACTERS - 1));
        return value.substring(0, splits ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
    }

    /** The group of all that find no place; no other has more values than labels. */
    public static String overflow(MetricRule rule) {
        return of(rule.database(), List.of())
                + String.valueOf(END).repeat(rule.labels().size() + 1);
    }

    /** The database of a group. */
    public static String database(String group) {
        int end = group.indexOf(END);
        return end < 0 ? group : group.substring(0, end);
    }

    /** The labels of the series of a group's result, {@code __name__} among them; an empty label is none. */
    public static SortedMap<String, String> labels(MetricRule rule, String group, int result) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("__name__", rule.metric() + rule.shape().suffix(result));
        if (group.equals(overflow(rule))) {
            labels.put("overflow", "true");
        } else {
            List<String> values = values(group);
            for (int i = 0; i < rule.labels().size(); i++) {
                if (!values.get(i).isEmpty()) {
                    labels.put(rule.labels().get(i), values.get(i));
                }
            }
        }
        String bound = rule.shape().bound(result);
        if (!bound.isEmpty()) {
            labels.put("le", bound);
        }
        return labels;
    }

    private static List<String> values(String group) {
        List<String> values = new ArrayList<>();
        int at = group.indexOf(END);
        while (at >= 0) {
            int next = group.indexOf(END, at + 1);
            values.add(group.substring(at + 1, next < 0 ? group.length() : next));
            at = next;
        }
        return values;
    }
}
