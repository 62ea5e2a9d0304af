package io.adxflow.job.page.web;

import io.adxflow.job.page.model.StatusView.TableView;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tables to show.
 *
 * @param search what table, database or moniker contain, regardless of case; empty for all
 * @param sort one of {@link #SORTS}
 * @param limit at most {@value #MAX_LIMIT}
 */
record TableQuery(String search, String sort, boolean descending, int offset, int limit) {
    static final int MAX_LIMIT = 200;

    static final Map<String, Comparator<TableView>> SORTS = new TreeMap<>(Map.of(
            "rate", Comparator.comparingDouble(TableView::rowsPerSecond).thenComparingLong(TableView::rows),
            "rows", Comparator.comparingLong(TableView::rows),
            "open", Comparator.comparingLong(TableView::openRows),
            "age", Comparator.comparingLong(TableView::openSeconds),
            "table", Comparator.comparing(TableView::table),
            "database", Comparator.comparing(TableView::database),
            "moniker", Comparator.comparing(TableView::moniker)));

    /** What is shown, and how many there are. */
    record Answer(int total, int matching, int offset, List<TableView> tables) {}

    Answer of(List<TableView> all) {
        String wanted = search.toLowerCase(Locale.ROOT);
        List<TableView> matching = wanted.isEmpty()
                ? all
                : all.stream()
                        .filter(table -> (table.table() + "\n" + table.database() + "\n" + table.moniker())
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted))
                        .toList();
        Comparator<TableView> order = SORTS.getOrDefault(sort, Comparator.comparing(TableView::table));
        List<TableView> shown = matching.stream()
                .sorted((descending ? order.reversed() : order).thenComparing(TableView::table))
                .skip(offset)
                .limit(limit)
                .toList();
        return new Answer(all.size(), matching.size(), offset, shown);
    }
}
