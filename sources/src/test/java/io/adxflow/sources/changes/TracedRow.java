package io.adxflow.sources.changes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A committed row of {@link TracedSenders}: who sent it, and under which version of {@link RandomChanges} it was made. */
public record TracedRow(long sample, String sender, long version, String change) {
    private static final Pattern CHANGE = Pattern.compile("\"change\":\"(\\w+)\"");
    private static final Pattern SENDER = Pattern.compile("\"sender\":\"(\\w+)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\"(\\d+)\"");

    /** @param labels as JSON */
    public static TracedRow of(String labels, String value) {
        return new TracedRow(
                Math.round(Double.parseDouble(value)),
                find(SENDER, labels),
                Long.parseLong(find(VERSION, labels)),
                find(CHANGE, labels));
    }

    private static String find(Pattern pattern, String labels) {
        Matcher matcher = pattern.matcher(labels);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in " + labels);
        }
        return matcher.group(1);
    }
}
