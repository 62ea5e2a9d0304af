package io.adxflow.kql.sql;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows in the making.
 *
 * @param select a {@code SELECT} without an order of its own
 * @param names of the columns in SQL, by the position in the schema
 * @param order by what its rows are ordered; empty when they have no order
 * @param partition names of columns, hidden ones, that tell the subqueries apart that run side by side; empty outside of them
 */
record Relation(String select, Schema schema, List<String> names, List<Term> order, List<String> partition) {
    /** The alias of what a {@code SELECT} reads. */
    static final String ALIAS = "t";

    /** A column of SQL, visible or hidden, by which rows are ordered. */
    record Term(String column, KqlType type, boolean ascending, boolean nullsFirst) {
        Term of(String other) {
            return new Term(other, type, ascending, nullsFirst);
        }
    }

    Relation {
        names = List.copyOf(names);
        order = List.copyOf(order);
        partition = List.copyOf(partition);
    }

    /** {@code FROM (…) AS t}. */
    String from() {
        return "FROM " + Sql.nested(select) + " AS " + ALIAS;
    }

    /** The visible columns, qualified. */
    List<String> columns() {
        return names.stream().map(Relation::column).toList();
    }

    static String column(String name) {
        return ALIAS + "." + Sql.quoted(name);
    }

    /** The same columns under another select. */
    Relation with(String otherSelect) {
        return new Relation(otherSelect, schema, names, order, partition);
    }

    Relation ordered(List<Term> otherOrder) {
        return new Relation(select, schema, names, otherOrder, partition);
    }

    Relation unordered() {
        return ordered(List.of());
    }

    /** Names of the columns that are not in the schema: of the order and of the partition. */
    List<String> hidden() {
        Set<String> visible = new HashSet<>(names);
        List<String> hidden = new ArrayList<>(partition);
        for (Term term : order) {
            if (!visible.contains(term.column()) && !hidden.contains(term.column())) {
                hidden.add(term.column());
            }
        }
        return hidden;
    }

    /** Names in SQL for the columns of a schema: those that differ from an earlier one in case alone get a suffix. */
    static List<String> namesOf(Schema schema) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        schema.columns().forEach(column -> {
            String name = column.name();
            for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
                name = column.name() + "$" + i;
            }
            names.add(name);
        });
        return names;
    }

    /** {@code ORDER BY} what is given, or nothing; a real's NaN stands beside null. */
    static String orderBy(List<Term> order) {
        return order.isEmpty() ? "" : "ORDER BY " + orderList(order);
    }

    /** What stands behind {@code ORDER BY}. */
    static String orderList(List<Term> order) {
        return order.stream().map(Relation::orderTerm).collect(Collectors.joining(", "));
    }

    private static String orderTerm(Term term) {
        String column = column(term.column());
        String direction = (term.ascending() ? " ASC" : " DESC") + (term.nullsFirst() ? " NULLS FIRST" : " NULLS LAST");
        if (term.type() != KqlType.REAL) {
            return column + direction;
        }
        // DuckDB takes NaN for the largest number.
        int ofNan = term.ascending() == term.nullsFirst() ? 0 : 1;
        return "CASE WHEN isnan(" + column + ") THEN " + ofNan + " WHEN " + column + " IS NOT NULL THEN " + (1 - ofNan)
                + " END" + direction + ", " + column + direction;
    }

    /** {@code OVER (…)} all rows, or those of the same partition, in order. */
    String over(List<String> morePartition) {
        List<String> by =
                new ArrayList<>(partition.stream().map(Relation::column).toList());
        by.addAll(morePartition);
        String partitionBy = by.isEmpty() ? "" : "PARTITION BY " + String.join(", ", by);
        return (partitionBy + " " + orderBy(order)).strip();
    }
}
