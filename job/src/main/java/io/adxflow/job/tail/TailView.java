package io.adxflow.job.tail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of the rows that somebody watches since he looked before.
 *
 * @param arrived all of them
 * @param examined of those, how many were looked at
 * @param matching of those, how many fit the condition
 * @param rows of those, the ones to show
 * @param problem why the condition cannot be tried, or empty
 */
public record TailView(long arrived, long examined, long matching, List<Row> rows, String problem) {
    static final TailView NOTHING = new TailView(0, 0, 0, List.of(), "");

    /**
     * A row to show.
     *
     * @param at when it was seen, ISO 8601
     * @param row its values that are there, by column: those of type dynamic as they are, others as texts
     */
    public record Row(String at, String namespace, String database, String table, JsonNode row) {}

    /** Both, as far as there is room. */
    TailView plus(TailView other, int mostRows) {
        List<Row> all = new ArrayList<>(rows);
        all.addAll(other.rows.subList(0, Math.max(0, Math.min(mostRows - all.size(), other.rows.size()))));
        return new TailView(
                arrived + other.arrived,
                examined + other.examined,
                matching + other.matching,
                all,
                problem.isEmpty() ? other.problem : problem);
    }
}
