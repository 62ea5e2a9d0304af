package io.adxflow.kql.sql;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundOperator.Summarize;
import io.adxflow.kql.bind.NamedExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code summarize}: groups and their aggregates. Aggregates of several columns are one structure, which is taken apart above. */
final class SummarizeSql {
    private final QuerySql query;
    private final Relation input;

    SummarizeSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    Relation summarize(Summarize summarize) {
        ExpressionSql expressions = query.expressions(input);
        AggregateSql aggregates = new AggregateSql(expressions, input);
        List<String> names = Relation.namesOf(summarize.schema());
        List<String> columns = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        int at = 0;
        for (NamedExpression key : summarize.keys()) {
            String name = Sql.quoted(names.get(at++));
            columns.add(expressions.sql(key.expression()) + " AS " + name);
            taken.add(name);
        }
        input.partition().forEach(name -> {
            columns.add(Relation.column(name));
            taken.add(Sql.quoted(name));
        });
        int grouped = columns.size();
        int structures = 0;
        for (AggregateCall call : summarize.aggregates()) {
            if (call.outputs().size() == 1) {
                String name = Sql.quoted(names.get(at++));
                columns.add(aggregates.sql(call) + " AS " + name);
                taken.add(name);
                continue;
            }
            String structure = Sql.quoted("$row of " + ++structures);
            columns.add(aggregates.structure(call) + " AS " + structure);
            for (int i = 0; i < call.outputs().size(); i++) {
                String field = Relation.ALIAS + "." + structure + ".c" + i;
                taken.add(SqlTypes.whole(call.outputs().get(i).type(), field) + " AS " + Sql.quoted(names.get(at++)));
            }
        }
        String groupBy = grouped == 0
                ? ""
                : "\nGROUP BY "
                        + IntStream.rangeClosed(1, grouped)
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(", "));
        String select = "SELECT " + (columns.isEmpty() ? "1 AS \"$none\"" : String.join(",\n  ", columns)) + "\n"
                + input.from() + groupBy;
        if (structures > 0) {
            select = "SELECT " + String.join(",\n  ", taken) + "\nFROM " + Sql.nested(select) + " AS " + Relation.ALIAS;
        }
        return new Relation(select, summarize.schema(), names, List.of(), input.partition());
    }
}
