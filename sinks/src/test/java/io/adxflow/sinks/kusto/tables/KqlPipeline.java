package io.adxflow.sinks.kusto.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the body of one of our functions into DuckDB SQL, step by step, so that the file that we ship is what runs, not a copy of it.
 * Knows the few operators and functions that they use and fails on all others. What KQL's reference says of them is built in:
 *
 * <ul>
 *   <li>{@code prev(x)} is the row before in the sorted rows of the partition, null for the first: {@code lag};
 *   <li>{@code where} drops rows whose condition is null;
 *   <li>expressions of an {@code extend} see the columns as they were before it;
 *   <li>a timespan divided by a timespan is a real: timestamps are milliseconds here.
 * </ul>
 */
final class KqlPipeline {
    private static final Pattern CALL = Pattern.compile("\\b([a-z]+)\\(");
    private static final Pattern PREV = Pattern.compile("prev\\((\\w+)\\)");
    private static final List<String> CALLS = List.of("prev", "iff", "isfinite", "isnotnull", "lag");

    /** Whether each partition of KQL's partition operator holds one series, as its reference says, or all of them. */
    enum Partitions {
        ONE_PER_SERIES,
        ONE_FOR_ALL
    }

    private final Partitions partitions;
    private final String table;
    private final List<String> columns;
    private String partitionBy = "";
    private String window = "";

    KqlPipeline(Partitions partitions, String table, List<String> columns) {
        this.partitions = partitions;
        this.table = table;
        this.columns = new ArrayList<>(columns);
    }

    /** The SQL of a {@code .create-or-alter function} command whose body begins with the table parameter T. */
    String sql(String command) {
        String body = command.substring(command.indexOf("{\n") + 1, command.lastIndexOf('}'))
                .replaceAll("//[^\n]*", "");
        String[] steps = body.split("\\s\\|\\s|\\(\\s*\\n|\\)\\s*$");
        if (!steps[0].strip().equals("T")) {
            throw new IllegalArgumentException("body: " + body);
        }
        String sql = "SELECT * FROM " + table;
        for (int i = 1; i < steps.length; i++) {
            if (!steps[i].isBlank()) {
                sql = step(steps[i].strip(), sql);
            }
        }
        return sql;
    }

    private String step(String step, String input) {
        String from = " FROM (" + input + ")";
        if (step.startsWith("partition hint.strategy=shuffle by ")) {
            partitionBy = step.substring(step.lastIndexOf(' ') + 1);
            return input;
        }
        if (step.startsWith("sort by ")) {
            String partition = partitions == Partitions.ONE_PER_SERIES ? "PARTITION BY " + partitionBy + " " : "";
            window = "(" + partition + "ORDER BY " + step.substring("sort by ".length()) + ")";
            return input;
        }
        if (step.startsWith("where ")) {
            return "SELECT *" + from + " WHERE " + expression(step.substring("where ".length()));
        }
        if (step.startsWith("project-away ")) {
            String away = step.substring("project-away ".length());
            columns.removeAll(List.of(away.split(", ")));
            return "SELECT * EXCLUDE (" + away + ")" + from;
        }
        if (step.startsWith("extend ")) {
            return "SELECT " + extend(step.substring("extend ".length())) + from;
        }
        throw new IllegalArgumentException("step: " + step);
    }

    private String extend(String assignments) {
        List<String> replaced = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (String assignment : assignments.split(", (?=\\w+ = )")) {
            String[] parts = assignment.split(" = ", 2);
            boolean known = columns.contains(parts[0]);
            (known ? replaced : added).add("(" + expression(parts[1]) + ") AS " + parts[0]);
            if (!known) {
                columns.add(parts[0]);
            }
        }
        String replace = replaced.isEmpty() ? "" : " REPLACE (" + String.join(", ", replaced) + ")";
        return "*" + replace + (added.isEmpty() ? "" : ", " + String.join(", ", added));
    }

    private String expression(String kql) {
        Matcher call = CALL.matcher(kql);
        while (call.find()) {
            if (!CALLS.contains(call.group(1))) {
                throw new IllegalArgumentException("function: " + call.group(1));
            }
        }
        String sql = PREV.matcher(kql).replaceAll("lag($1) OVER " + Matcher.quoteReplacement(window));
        return sql.replace("==", "=")
                .replace("iff(", "if(")
                .replaceAll("isnotnull\\((\\w+)\\)", "($1 IS NOT NULL)")
                .replace("/ 1s", "/ 1000.0");
    }
}
