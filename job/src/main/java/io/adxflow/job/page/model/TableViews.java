package io.adxflow.job.page.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes what is shown of tables. Of many tables that is most of a look's work, so the more there are, the fewer looks are taken at them;
 * what was seen last is shown meanwhile. For one thread.
 */
final class TableViews {
    private static final int MANY = 500;
    private static final int MOST_SECONDS = 10;
    /** Looks are a second apart, or a little less. */
    private static final long GRACE_MILLIS = 500;

    private List<StatusView.TableView> views = List.of();
    private long dueMillis;

    /** Whether it is time for another look at tables. */
    boolean isDue(long nowMillis) {
        return nowMillis >= dueMillis || dueMillis - nowMillis > MOST_SECONDS * 1_000L;
    }

    /** What was seen last, the busiest first. */
    List<StatusView.TableView> last() {
        return views;
    }

    /** Takes a look. */
    List<StatusView.TableView> look(Map<List<String>, Merged.Table> tables, long nowMillis) {
        List<StatusView.TableView> next = new ArrayList<>(tables.size());
        tables.forEach((names, table) -> next.add(view(names, table, nowMillis)));
        next.sort(Comparator.comparingDouble(StatusView.TableView::rowsPerSecond)
                .thenComparingLong(StatusView.TableView::rows)
                .reversed()
                .thenComparing(StatusView.TableView::table));
        views = next;
        dueMillis = nowMillis + 1_000L * Math.min(MOST_SECONDS, 1 + next.size() / MANY) - GRACE_MILLIS;
        return next;
    }

    private static StatusView.TableView view(List<String> names, Merged.Table table, long nowMillis) {
        boolean open = table.openOldestMillis != Long.MAX_VALUE;
        return new StatusView.TableView(
                names.get(0),
                names.get(1),
                names.get(2),
                table.rowsPerSecond,
                table.bytesPerSecond,
                table.rows,
                table.bytes,
                table.openRows,
                table.openBytes,
                open ? Math.max(0, nowMillis - table.openOldestMillis) / 1_000 : 0,
                table.schema.isEmpty()
                        ? 0
                        : (int) table.schema.chars().filter(c -> c == ',').count() + 1,
                String.format(Locale.ROOT, "%08x", table.schema.hashCode()),
                StatusMaker.iso(table.lastMillis),
                table.history);
    }
}
