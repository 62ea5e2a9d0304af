package io.adxflow.sinks.delivery;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done with the parked batches of one database: those that were sealed before it was accepted, and no later
 * ones. That is written in each batch, so that a restart in the middle concerns the same ones. Its text is lines of
 * {@code key=value}, and can be written by hand where no command reaches the storage.
 *
 * @param id letters, digits and '-', which no other order has
 * @param toDatabase for {@link Action#MOVE} the database that gets them; null when they stay in one of the same name, and for the others
 * @param toMoniker for {@link Action#MOVE} the moniker that gets them; null when it is the same, and for the others
 * @param writtenAtMillis epoch milliseconds
 * @param acceptedAtMillis by the job; 0 before that
 */
public record ParkedOrder(
        String id,
        Action action,
        String moniker,
        String database,
        @Nullable String toDatabase,
        @Nullable String toMoniker,
        long writtenAtMillis,
        long acceptedAtMillis) {
    private static final String WRITTEN = "written-at-millis";
    private static final String ACCEPTED = "accepted-at-millis";
    private static final Set<String> KEYS =
            Set.of("action", "moniker", "database", "to-database", "to-moniker", WRITTEN, ACCEPTED);

    /** Of the same moniker. */
    public ParkedOrder(
            String id,
            Action action,
            String moniker,
            String database,
            @Nullable String toDatabase,
            long writtenAtMillis,
            long acceptedAtMillis) {
        this(id, action, moniker, database, toDatabase, null, writtenAtMillis, acceptedAtMillis);
    }

    /** What is to be done. */
    public enum Action {
        /** Forget them, rows and all. */
        DROP,
        /** Deliver them to another database, by another moniker, or both. */
        MOVE,
        /** Attempt them now, instead of after the pauses that they are in. */
        RETRY
    }

    /** Its file's content. */
    public String text() {
        return "action=" + action.name().toLowerCase(Locale.ROOT) + "\nmoniker=" + moniker + "\ndatabase=" + database
                + "\n" + (toDatabase == null ? "" : "to-database=" + toDatabase + "\n")
                + (toMoniker == null ? "" : "to-moniker=" + toMoniker + "\n") + WRITTEN + "="
                + writtenAtMillis + "\n"
                + (acceptedAtMillis == 0 ? "" : ACCEPTED + "=" + acceptedAtMillis + "\n");
    }

    ParkedOrder accepted(long atMillis) {
        return new ParkedOrder(id, action, moniker, database, toDatabase, toMoniker, writtenAtMillis, atMillis);
    }

    /**
     * Whether it is about this batch. What is on its way is left to arrive.
     *
     * @param holder the moniker for which it was parked first
     */
    boolean concerns(String holder, ParkedBatch batch) {
        return holder.equals(moniker)
                && !isThere(batch)
                && batch.database().equals(database)
                && !batch.kind().isUnderWay()
                && batch.batch().sealedAtMillis() <= acceptedAtMillis;
    }

    /** Whether a batch was moved already: it is still with the moniker for which it was parked. */
    private boolean isThere(ParkedBatch batch) {
        return toMoniker != null
                && batch.moniker().equals(toMoniker)
                && batch.database().equals(toDatabase == null ? database : toDatabase);
    }

    /**
     * Reads {@link #text}; without a time of its own it counts as written now.
     *
     * @throws IOException when it is no order; the message says all that is wrong with it
     */
    static ParkedOrder parse(String id, String text, long nowMillis) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("order " + id + ": " + e.getMessage(), e);
        }
        List<String> problems = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(lines.stringPropertyNames());
        unknown.removeAll(KEYS);
        unknown.forEach(key -> problems.add(key + " (expected: one of " + new TreeSet<>(KEYS) + ")"));
        String action = value(lines, "action");
        boolean move = action.equals("move");
        boolean retry = action.equals("retry");
        if (!move && !retry && !action.equals("drop")) {
            problems.add("action=" + action + " (expected: drop, move or retry)");
        }
        String to = value(lines, "to-database");
        String toMoniker = value(lines, "to-moniker");
        if (move == (to.isEmpty() && toMoniker.isEmpty())) {
            problems.add("to-database=" + to + ", to-moniker=" + toMoniker
                    + " (expected: a database, a moniker, or both for move, neither for drop and retry)");
        }
        for (String key : List.of("moniker", "database")) {
            if (value(lines, key).isEmpty()) {
                problems.add(key + " (expected: a name)");
            }
        }
        boolean isSameMoniker = toMoniker.isEmpty() || toMoniker.equals(value(lines, "moniker"));
        if (move && isSameMoniker && (to.isEmpty() || to.equals(value(lines, "database")))) {
            problems.add("to-database=" + to + ", to-moniker=" + toMoniker
                    + " (expected: another place than moniker and database)");
        }
        long written = millis(lines, WRITTEN, nowMillis, problems);
        long accepted = millis(lines, ACCEPTED, 0, problems);
        if (!problems.isEmpty()) {
            throw new IOException("order " + id + ": " + String.join("; ", problems));
        }
        return new ParkedOrder(
                id,
                move ? Action.MOVE : retry ? Action.RETRY : Action.DROP,
                value(lines, "moniker"),
                value(lines, "database"),
                to.isEmpty() ? null : to,
                toMoniker.isEmpty() ? null : toMoniker,
                written,
                accepted);
    }

    private static long millis(Properties lines, String key, long otherwise, List<String> problems) {
        String text = value(lines, key);
        if (!text.matches("\\d{0,18}")) {
            problems.add(key + "=" + text + " (expected: epoch milliseconds)");
            return otherwise;
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static String value(Properties lines, String key) {
        return lines.getProperty(key, "").strip();
    }
}
