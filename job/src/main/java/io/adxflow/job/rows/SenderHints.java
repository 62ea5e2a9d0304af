package io.adxflow.job.rows;

import io.adxflow.sinks.schema.HintBook;
import io.adxflow.sinks.schema.SchemaHint;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableNotes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Passes on what senders say of tables, without saying the same of one again and again. One per reader; not thread-safe. Remembers the newest
 * {@value #MAX_REMEMBERED} things that were said.
 */
final class SenderHints {
    private static final int MAX_REMEMBERED = 50_000;
    /** Families whose series are in tables of their own. */
    private static final Set<String> WITH_PARTS = Set.of("histogram", "gaugehistogram", "summary");

    private static final List<String> PARTS = List.of("", "_bucket", "_count", "_sum");

    private final HintBook book;
    private final Set<Said> said = new LinkedHashSet<>();

    private record Said(String database, String table, String url) {}

    SenderHints(HintBook book) {
        this.book = book;
    }

    /** A metric's metadata, to be called with what is news alone. */
    void metric(Route route, String name, String kind, String help, String unit) {
        TableNotes notes = new TableNotes(kind, unit, help, Set.of());
        for (String part : WITH_PARTS.contains(kind) ? PARTS : PARTS.subList(0, 1)) {
            String table = route.tableOf(name + part);
            if (!table.isEmpty()) {
                book.say(new TableId(route.metadata().database(), table), SchemaHint.of(notes));
            }
        }
    }

    /** The address of the schema that a table's attributes follow. */
    void url(String database, String table, String url) {
        if (url.isEmpty() || !said.add(new Said(database, table, url))) {
            return;
        }
        if (said.size() > MAX_REMEMBERED) {
            said.remove(said.iterator().next());
        }
        book.say(new TableId(database, table), SchemaHint.of(TableNotes.ofUrl(url)));
    }
}
