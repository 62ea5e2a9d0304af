package io.adxflow.sinks.schema;

import java.util.Set;
import java.util.TreeSet;

/**
 * What senders say of a table beside its columns. Who was first is believed, so that senders who disagree make no versions without end.
 *
 * @param kind of a metric: {@code counter}, {@code gauge} and so on; empty when nobody said
 * @param unit likewise
 * @param help likewise
 * @param schemaUrls of OpenTelemetry, ordered; at most {@value #MAX_URLS}
 */
public record TableNotes(String kind, String unit, String help, Set<String> schemaUrls) {
    static final int MAX_URLS = 8;
    static final int MAX_CHARS = 1_024;

    /** Nobody has said anything. */
    public static final TableNotes NONE = new TableNotes("", "", "", Set.of());

    public TableNotes {
        kind = shortened(kind);
        unit = shortened(unit);
        help = shortened(help);
        TreeSet<String> urls = new TreeSet<>();
        for (String url : schemaUrls) {
            if (!url.isEmpty() && url.length() <= MAX_CHARS && urls.size() < MAX_URLS) {
                urls.add(url);
            }
        }
        schemaUrls = java.util.Collections.unmodifiableSet(urls);
    }

    /** Of one schema URL alone. */
    public static TableNotes ofUrl(String url) {
        return new TableNotes("", "", "", Set.of(url));
    }

    /** These, and of the others what is not known yet. */
    public TableNotes or(TableNotes others) {
        TreeSet<String> urls = new TreeSet<>(schemaUrls);
        for (String url : others.schemaUrls) {
            if (urls.size() < MAX_URLS) {
                urls.add(url);
            }
        }
        return new TableNotes(
                kind.isEmpty() ? others.kind : kind,
                unit.isEmpty() ? others.unit : unit,
                help.isEmpty() ? others.help : help,
                urls);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }
}
