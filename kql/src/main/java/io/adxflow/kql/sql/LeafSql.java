package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.OneRow;
import io.adxflow.kql.bind.BoundOperator.Range;
import io.adxflow.kql.bind.BoundOperator.Rows;
import io.adxflow.kql.bind.BoundOperator.Table;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What reads nothing else: tables, literal rows, ranges, the one row of {@code print}. */
final class LeafSql {
    private final QuerySql query;
    private final TableSql tables;

    LeafSql(QuerySql query, TableSql tables) {
        this.query = query;
        this.tables = tables;
    }

    Relation leaf(BoundOperator operator, Map<Integer, TickRange> ranges) {
        if (operator instanceof Table table) {
            return table(table, ranges);
        }
        if (operator instanceof Rows rows) {
            return rows(rows);
        }
        if (operator instanceof Range range) {
            return range(range);
        }
        if (operator instanceof OneRow) {
            return new Relation("SELECT 1 AS \"$one\"", Schema.EMPTY, List.of(), List.of(), List.of());
        }
        throw new IllegalStateException("no SQL for " + operator.getClass());
    }

    private Relation table(Table table, Map<Integer, TickRange> ranges) {
        Map<String, TickRange> byName = new HashMap<>();
        ranges.forEach((index, range) -> {
            if (table.schema().get(index).type() == KqlType.DATETIME) {
                byName.put(table.schema().get(index).name(), range);
            }
        });
        List<String> names = Relation.namesOf(table.schema());
        String select = tables.select(table.database(), table.name(), table.schema(), names, byName);
        return new Relation(select, table.schema(), names, List.of(), List.of());
    }

    private Relation rows(Rows rows) {
        Schema schema = rows.schema();
        List<String> names = Relation.namesOf(schema);
        String rowNumber = query.hidden("$row");
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add("CAST(" + Relation.column("c" + i) + " AS "
                    + SqlTypes.name(schema.get(i).type()) + ") AS " + Sql.quoted(names.get(i)));
        }
        columns.add(Relation.column("c" + names.size()) + " AS " + Sql.quoted(rowNumber));
        StringBuilder values = new StringBuilder();
        int number = 0;
        for (List<?> row : rows.rows()) {
            values.append(number == 0 ? "" : ", ").append('(');
            for (int i = 0; i < names.size(); i++) {
                values.append(Literals.sql(schema.get(i).type(), row.get(i))).append(", ");
            }
            values.append(++number).append(')');
        }
        List<String> aliases = new ArrayList<>();
        for (int i = 0; i <= names.size(); i++) {
            aliases.add("c" + i);
        }
        String from = number == 0
                ? "(SELECT "
                        + String.join(
                                ", ",
                                aliases.stream()
                                        .map(alias -> "NULL AS " + alias)
                                        .toList()) + " WHERE false) AS t"
                : "(VALUES " + values + ") AS t(" + String.join(", ", aliases) + ")";
        return new Relation(
                "SELECT " + String.join(", ", columns) + "\nFROM " + from,
                schema,
                names,
                List.of(ProjectSql.rowTerm(rowNumber)),
                List.of());
    }

    private Relation range(Range range) {
        KqlType type = range.schema().get(0).type();
        String name = Relation.namesOf(range.schema()).get(0);
        String rowNumber = query.hidden("$row");
        String numbers = counted(range, type);
        String from = value(range.from(), type);
        String step = value(range.step(), type);
        String value = "CAST(" + from + " + t.i * " + step + " AS " + SqlTypes.name(type) + ") AS " + Sql.quoted(name);
        return new Relation(
                "SELECT " + value + ", t.i AS " + Sql.quoted(rowNumber) + "\nFROM " + numbers + " AS t(i)",
                range.schema(),
                List.of(name),
                List.of(ProjectSql.rowTerm(rowNumber)),
                List.of());
    }

    private String value(BoundExpression expression, KqlType type) {
        ExpressionSql expressions = query.expressions(List.of());
        return type == KqlType.REAL ? expressions.real(expression) : expressions.whole(expression);
    }

    /** How many values there are: with constants DuckDB makes the numbers as they are needed. */
    private String counted(Range range, KqlType type) {
        if (range.from() instanceof Constant from
                && range.to() instanceof Constant to
                && range.step() instanceof Constant step
                && from.value() instanceof Long first
                && to.value() instanceof Long last
                && step.value() instanceof Long by) {
            boolean leads = by > 0 ? last >= first : by < 0 && last <= first;
            return "range(" + (leads ? (last - first) / by + 1 : 0) + ")";
        }
        String first = value(range.from(), type);
        String last = value(range.to(), type);
        String by = value(range.step(), type);
        String count = type == KqlType.REAL
                ? "CAST(floor((" + last + " - " + first + ") / " + by + ") AS BIGINT)"
                : "(" + last + " - " + first + ") // " + by;
        return "(SELECT unnest(range(CASE WHEN (" + by + " > 0 AND " + last + " >= " + first + ") OR (" + by
                + " < 0 AND " + last + " <= " + first + ") THEN " + count + " + 1 ELSE 0 END)))";
    }
}
