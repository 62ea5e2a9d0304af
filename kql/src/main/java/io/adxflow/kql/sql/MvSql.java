package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator.MvApply;
import io.adxflow.kql.bind.BoundOperator.MvExpand;
import io.adxflow.kql.bind.BoundOperator.MvItem;
import io.adxflow.kql.bind.BoundOperator.MvOutput;
import io.adxflow.kql.sql.Relation.Term;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code mv-expand} and {@code mv-apply}: rows from the elements of arrays and bags. */
final class MvSql {
    private final QuerySql query;

    MvSql(QuerySql query) {
        this.query = query;
    }

    Relation expand(MvExpand expand, Map<Integer, TickRange> ranges) {
        Set<String> made = new HashSet<>();
        expand.items().forEach(item -> made.add(item.output()));
        Relation input = query.relation(expand.input(), TimeRanges.kept(expand.input(), made, ranges));
        return expanded(
                input,
                expand.items(),
                expand.arraysOfPairs(),
                expand.indexColumn(),
                expand.rowLimit(),
                expand.schema());
    }

    private Relation expanded(
            Relation input,
            List<MvItem> items,
            boolean arraysOfPairs,
            @Nullable String indexColumn,
            long rowLimit,
            Schema schema) {
        ExpressionSql expressions = query.expressions(input);
        List<String> names = Relation.namesOf(schema);
        Map<String, MvItem> byOutput = new LinkedHashMap<>();
        Map<String, String> lists = new LinkedHashMap<>();
        for (MvItem item : items) {
            String list = (arraysOfPairs ? "kql_pairs(" : "kql_elements(") + expressions.sql(item.source()) + ")";
            byOutput.put(item.output(), item);
            lists.put(item.output(), rowLimit < Integer.MAX_VALUE ? list + "[:" + rowLimit + "]" : list);
        }
        List<String> lengths =
                lists.values().stream().map(list -> "len(" + list + ")").toList();
        String longest = lengths.size() == 1 ? lengths.get(0) : "greatest(" + String.join(", ", lengths) + ")";
        List<String> below = new ArrayList<>();
        List<String> above = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            Column column = schema.get(i);
            String name = Sql.quoted(names.get(i));
            MvItem item = byOutput.get(column.name());
            if (item != null) {
                below.add("unnest(" + lists.get(column.name()) + ") AS " + name);
                above.add(typed(item.type(), Relation.ALIAS + "." + name) + " AS " + name);
            } else if (i < input.schema().size()) {
                below.add(Relation.column(input.names().get(i)) + " AS " + name);
                above.add(Relation.ALIAS + "." + name);
            } else if (column.name().equals(indexColumn)) {
                below.add("unnest(generate_series(0, " + longest + " - 1)) AS " + name);
                above.add(Relation.ALIAS + "." + name);
            } else {
                throw new IllegalStateException("no source of the column " + column.name());
            }
        }
        List<Term> order = new ArrayList<>();
        for (String hidden : input.partition()) {
            below.add(Relation.column(hidden));
            above.add(Relation.column(hidden));
        }
        if (!input.order().isEmpty()) {
            for (Term term : input.order()) {
                if (input.partition().contains(term.column())) {
                    order.add(term);
                    continue;
                }
                String hidden = query.hidden("$order");
                below.add(Relation.column(term.column()) + " AS " + Sql.quoted(hidden));
                above.add(Relation.column(hidden));
                order.add(term.of(hidden));
            }
            String element = query.hidden("$element");
            below.add("unnest(generate_series(0, " + longest + " - 1)) AS " + Sql.quoted(element));
            above.add(Relation.column(element));
            order.add(ProjectSql.rowTerm(element));
        }
        String select = "SELECT " + String.join(",\n  ", below) + "\n" + input.from();
        if (items.stream().anyMatch(item -> item.type() != KqlType.DYNAMIC)) {
            select = "SELECT " + String.join(",\n  ", above) + "\nFROM " + Sql.nested(select) + " AS " + Relation.ALIAS;
        }
        return new Relation(select, schema, names, order, input.partition());
    }

    /** An element as a type: a cast, not the reading of a text, so that what is of another type is null. */
    private static String typed(KqlType type, String json) {
        return switch (type) {
            case DYNAMIC, UNKNOWN -> json;
            case STRING -> "coalesce(json_extract_string(" + json + ", '$'), '')";
            case BOOL -> "kql_bool(" + json + ")";
            case INT -> "kql_narrow(kql_whole_element(" + json + "))";
            case LONG -> "kql_whole_element(" + json + ")";
            case REAL -> "kql_number(" + json + ")";
            case DECIMAL -> "TRY_CAST(" + json + " AS DECIMAL(38, 16))";
            case DATETIME -> "kql_todatetime(coalesce(json_extract_string(" + json + ", '$'), ''))";
            case TIMESPAN -> "kql_totimespan(coalesce(json_extract_string(" + json + ", '$'), ''))";
            case GUID -> "TRY_CAST(json_extract_string(" + json + ", '$') AS UUID)";
        };
    }

    /** The subquery runs over the elements of all rows at once, which the number of the row tells apart. */
    Relation apply(MvApply apply) {
        Relation input = query.relation(apply.input(), Map.of()).unordered();
        String id = query.hidden("$id");
        String shared = query.share("SELECT *, row_number() OVER () AS " + Sql.quoted(id) + "\n" + input.from());
        Relation numbered = new Relation(
                "SELECT *\nFROM " + shared + " AS " + Relation.ALIAS,
                input.schema(),
                input.names(),
                List.of(),
                List.of(id));
        Relation elements =
                expanded(numbered, apply.items(), false, apply.indexColumn(), apply.rowLimit(), expandedSchema(apply));
        query.put(apply.id(), elements);
        Relation made = query.relation(apply.subquery(), Map.of());
        if (made.partition().isEmpty()) {
            throw Refusal.of("mv-apply", "an 'mv-apply' whose subquery reads other tables alone is not there");
        }
        List<String> names = Relation.namesOf(apply.schema());
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            MvOutput output = apply.outputs().get(i);
            String value = output.ofSubquery()
                    ? "made." + Sql.quoted(made.names().get(output.index()))
                    : "t." + Sql.quoted(input.names().get(output.index()));
            columns.add(value + " AS " + Sql.quoted(names.get(i)));
        }
        input.partition().forEach(name -> columns.add(Relation.column(name)));
        String select = "SELECT " + String.join(",\n  ", columns) + "\nFROM " + shared + " AS t\nJOIN "
                + Sql.nested(made.select()) + " AS made ON t." + Sql.quoted(id) + " = made."
                + Sql.quoted(made.partition().get(0));
        return new Relation(select, apply.schema(), names, List.of(), input.partition());
    }

    private static Schema expandedSchema(MvApply apply) {
        Map<String, Column> columns = new LinkedHashMap<>();
        apply.input().schema().columns().forEach(column -> columns.put(column.name(), column));
        apply.items().forEach(item -> columns.put(item.output(), new Column(item.output(), item.type())));
        if (apply.indexColumn() != null) {
            columns.put(apply.indexColumn(), new Column(apply.indexColumn(), KqlType.LONG));
        }
        return new Schema(List.copyOf(columns.values()));
    }
}
