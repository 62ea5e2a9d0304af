package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator.Sample;
import io.adxflow.kql.bind.BoundOperator.Sort;
import io.adxflow.kql.bind.BoundOperator.SortKey;
import io.adxflow.kql.bind.BoundOperator.Take;
import io.adxflow.kql.sql.Relation.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code sort}, {@code take}, {@code sample} and {@code serialize}. A sort only notes what rows are ordered by: DuckDB sorts where that matters, at the end, at a
 * limit or in a window.
 */
final class SortSql {
    private final QuerySql query;
    private final Relation input;

    SortSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    Relation sort(Sort sort) {
        Relation rows = input.unordered();
        ExpressionSql expressions = query.expressions(rows);
        List<Term> order = new ArrayList<>();
        List<String> made = new ArrayList<>();
        for (SortKey key : sort.keys()) {
            String column;
            if (key.expression() instanceof ColumnRef plain) {
                column = rows.names().get(plain.index());
            } else {
                column = query.hidden("$by");
                made.add(expressions.sql(key.expression()) + " AS " + Sql.quoted(column));
            }
            order.add(new Term(column, key.expression().type(), key.ascending(), key.nullsFirst()));
        }
        Relation extended =
                made.isEmpty() ? rows : rows.with("SELECT *, " + String.join(", ", made) + "\n" + rows.from());
        return extended.ordered(order);
    }

    Relation take(Take take) {
        String count = query.constant(take.count());
        if (!input.partition().isEmpty()) {
            return input.with("SELECT *\n" + input.from() + "\nQUALIFY row_number() OVER (" + input.over(List.of())
                    + ") <= " + count);
        }
        String order = input.order().isEmpty() ? "" : "\n" + Relation.orderBy(input.order());
        return input.with("SELECT *\n" + input.from() + order + "\nLIMIT " + count);
    }

    Relation sample(Sample sample) {
        String count = query.constant(sample.count());
        Relation rows = input.unordered();
        if (!rows.partition().isEmpty()) {
            String by = String.join(
                    ", ", rows.partition().stream().map(Relation::column).toList());
            return rows.with("SELECT *\n" + rows.from() + "\nQUALIFY row_number() OVER (PARTITION BY " + by
                    + " ORDER BY random()) <= " + count);
        }
        return rows.with("SELECT *\n" + rows.from() + "\nORDER BY random()\nLIMIT " + count);
    }

    /** Rows that have no order get that in which they come. */
    Relation serialize() {
        if (!input.order().isEmpty()) {
            return input;
        }
        String row = query.hidden("$row");
        return input.with("SELECT *, row_number() OVER () AS " + Sql.quoted(row) + "\n" + input.from())
                .ordered(List.of(ProjectSql.rowTerm(row)));
    }
}
