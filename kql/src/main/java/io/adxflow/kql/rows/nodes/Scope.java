package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.rows.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * For how long a value holds: for a record, or within it for an element of what {@code mv-expand} takes apart. A value that several ask for is
 * calculated once per turn of its scope.
 */
public final class Scope {
    /** Turns of inner scopes that a record may cause: what is taken apart twice in a row makes the product of both. */
    private static final int MOST_TURNS = 1 << 20;

    private final @Nullable Scope outer;
    private final Scope root;
    private int turnsLeft = MOST_TURNS;
    private long turn;
    private @Nullable RecordReader record;

    /** @param outer the scope around it; null for that of the record */
    public Scope(@Nullable Scope outer) {
        this.outer = outer;
        this.root = outer == null ? this : outer.root;
    }

    /** Begins with the next element; false when the record has caused so many turns that it must end. */
    public boolean next() {
        turn++;
        return --root.turnsLeft >= 0;
    }

    /** Whether a turn was refused since the record began. */
    public boolean isCut() {
        return root.turnsLeft < 0;
    }

    /** Begins with a record. */
    public void next(RecordReader reader) {
        record = reader;
        turnsLeft = MOST_TURNS;
        turn++;
    }

    long turn() {
        return turn;
    }

    /** The record; only of the outermost scope. */
    RecordReader record() {
        return java.util.Objects.requireNonNull(record);
    }

    /** How many scopes are around it. */
    int depth() {
        return outer == null ? 0 : outer.depth() + 1;
    }
}
