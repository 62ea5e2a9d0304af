package io.adxflow.job.tail;

import io.adxflow.job.rows.TableBuffer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows out of a reader's tables for those who watch: a few times a second and before a table is cut, so that no row is passed over
 * that came in between. While nobody watches, each call is the read of one field. For one thread.
 */
public final class TailTap {
    /** Of one table at one look. */
    static final int MOST_ROWS = 256;

    private static final int WINDOW_BYTES = 16 * 1024;

    private final TailBoard board;
    /** How many rows of a table were shown; those of tables that are cut are forgotten. */
    private final IdentityHashMap<TableBuffer, Integer> shown = new IdentityHashMap<>();

    private byte @Nullable [] window;

    /** @param board where it is said who watches */
    public TailTap(TailBoard board) {
        this.board = board;
    }

    /** Shows what came since the look before. */
    public void look(Collection<TableBuffer> tables, long nowMillis) {
        List<Tail> open = board.open();
        if (open == null) {
            rest();
            return;
        }
        for (TableBuffer table : tables) {
            show(table, open, nowMillis);
        }
    }

    /** To be called before a table's rows leave it. */
    public void leaving(TableBuffer table, long nowMillis) {
        List<Tail> open = board.open();
        if (open != null) {
            show(table, open, nowMillis);
            shown.remove(table);
        }
    }

    private void rest() {
        if (window != null) {
            window = null;
            shown.clear();
        }
    }

    private void show(TableBuffer table, List<Tail> open, long nowMillis) {
        int rows = table.rows();
        boolean isWatched = false;
        for (Tail tail : open) {
            if (rows > 0 && tail.request().isAbout(table.key())) {
                isWatched = true;
                show(table, tail, nowMillis);
            }
        }
        if (isWatched) {
            shown.put(table, rows);
        }
    }

    private void show(TableBuffer table, Tail tail, long nowMillis) {
        int before = shown.getOrDefault(table, 0);
        if (before > table.rows()) {
            // It was cut while nobody watched.
            before = 0;
        }
        if (window == null) {
            window = new byte[WINDOW_BYTES];
        }
        tail.arrived(table.rows() - before);
        table.show(
                before,
                Math.min(MOST_ROWS, tail.room()),
                window,
                (csv, offset, length) -> tail.offer(table.key(), csv, offset, length - 1, nowMillis));
    }
}
