package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.ContextRows;
import io.adxflow.kql.bind.BoundOperator.Distinct;
import io.adxflow.kql.bind.BoundOperator.Filter;
import io.adxflow.kql.bind.BoundOperator.Join;
import io.adxflow.kql.bind.BoundOperator.MakeSeries;
import io.adxflow.kql.bind.BoundOperator.Materialize;
import io.adxflow.kql.bind.BoundOperator.MvApply;
import io.adxflow.kql.bind.BoundOperator.MvExpand;
import io.adxflow.kql.bind.BoundOperator.Parse;
import io.adxflow.kql.bind.BoundOperator.ParseKv;
import io.adxflow.kql.bind.BoundOperator.Partition;
import io.adxflow.kql.bind.BoundOperator.Project;
import io.adxflow.kql.bind.BoundOperator.Sample;
import io.adxflow.kql.bind.BoundOperator.Serialize;
import io.adxflow.kql.bind.BoundOperator.Sort;
import io.adxflow.kql.bind.BoundOperator.Summarize;
import io.adxflow.kql.bind.BoundOperator.Take;
import io.adxflow.kql.bind.BoundOperator.Union;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one result of a query: knows for each operator who writes it, and what a subquery reads. What is calculated once stands before the statement in
 * {@code WITH}. For one statement.
 */
final class QuerySql {
    /** Characters. */
    private static final int LONGEST = 32 << 20;

    private final TableSql tables;
    private final IdentityHashMap<BoundOperator, Relation> materialized = new IdentityHashMap<>();
    private final Map<String, String> common = new LinkedHashMap<>();
    private final Map<Integer, Relation> contexts = new HashMap<>();
    private int hiddenColumns;

    QuerySql(TableSql tables) {
        this.tables = tables;
    }

    /** The whole statement, in the order of the rows. */
    String statement(BoundOperator operator) {
        Relation rows = relation(operator, Map.of());
        // Hidden columns end here.
        String select = rows.names().isEmpty()
                ? rows.select()
                : "SELECT " + String.join(", ", rows.columns()) + "\n" + rows.from() + orderBy(rows);
        return whole(select);
    }

    /** A select with what is calculated once before it. */
    String whole(String select) {
        if (common.isEmpty()) {
            return select;
        }
        StringBuilder with = new StringBuilder("WITH ");
        String separator = "";
        for (Map.Entry<String, String> one : common.entrySet()) {
            with.append(separator)
                    .append(one.getKey())
                    .append(" AS MATERIALIZED ")
                    .append(Sql.nested(one.getValue()));
            separator = ",\n";
        }
        return with.append('\n').append(select).toString();
    }

    private static String orderBy(Relation rows) {
        return rows.order().isEmpty() ? "" : "\n" + Relation.orderBy(rows.order());
    }

    /**
     * The rows of an operator.
     *
     * @param ranges of time by column of the operator: what lies outside will not be needed, nor what is null
     */
    Relation relation(BoundOperator operator, Map<Integer, TickRange> ranges) {
        Relation rows = written(operator, ranges);
        if (rows.select().length() > LONGEST) {
            throw Refusal.tooLong();
        }
        return rows;
    }

    private Relation written(BoundOperator operator, Map<Integer, TickRange> ranges) {
        if (operator instanceof Filter filter) {
            return filter(filter, ranges);
        }
        if (operator instanceof Project project) {
            Relation input = relation(project.input(), TimeRanges.through(project, ranges));
            return new ProjectSql(this, input).project(project);
        }
        if (operator instanceof Summarize summarize) {
            return new SummarizeSql(this, relation(summarize.input(), TimeRanges.through(summarize, ranges)))
                    .summarize(summarize);
        }
        if (operator instanceof Union union) {
            return union(union, ranges);
        }
        if (operator instanceof Join join) {
            return new JoinSql(this).join(join, ranges);
        }
        if (operator instanceof Sort sort) {
            return new SortSql(this, relation(sort.input(), ranges)).sort(sort);
        }
        if (operator instanceof Take take) {
            return new SortSql(this, relation(take.input(), Map.of())).take(take);
        }
        if (operator instanceof Sample sample) {
            return new SortSql(this, relation(sample.input(), Map.of())).sample(sample);
        }
        if (operator instanceof Serialize serialize) {
            return new SortSql(this, relation(serialize.input(), Map.of())).serialize();
        }
        if (operator instanceof Distinct distinct) {
            return distinct(relation(distinct.input(), ranges));
        }
        if (operator instanceof MvExpand expand) {
            return new MvSql(this).expand(expand, ranges);
        }
        if (operator instanceof MvApply apply) {
            return new MvSql(this).apply(apply);
        }
        if (operator instanceof Partition partition) {
            return new PartitionSql(this).partition(partition);
        }
        if (operator instanceof ContextRows context) {
            return context(context);
        }
        if (operator instanceof Parse parse) {
            return new ParseSql(this, relation(parse.input(), ranges)).parse(parse);
        }
        if (operator instanceof ParseKv parse) {
            return new ParseKvSql(this, relation(parse.input(), ranges)).parse(parse);
        }
        if (operator instanceof MakeSeries series) {
            return new MakeSeriesSql(this, relation(series.input(), TimeRanges.through(series))).make(series);
        }
        if (operator instanceof Materialize materialize) {
            return materialize(materialize);
        }
        return new LeafSql(this, tables).leaf(operator, ranges);
    }

    private Relation context(ContextRows context) {
        Relation rows = contexts.get(context.id());
        if (rows == null) {
            throw new IllegalStateException("no rows of the operator around");
        }
        return rows;
    }

    /** What a subquery with that id reads from here on. */
    void put(int id, Relation rows) {
        contexts.put(id, rows);
    }

    /** Expressions over a relation's columns. */
    ExpressionSql expressions(Relation input) {
        return expressions(input.columns());
    }

    /** Expressions over columns that are written so. */
    ExpressionSql expressions(List<String> columns) {
        return new ExpressionSql(columns, query -> relation(query, Map.of()));
    }

    /** An expression that reads no columns. */
    String constant(BoundExpression expression) {
        return expressions(List.of()).sql(expression);
    }

    private Relation filter(Filter filter, Map<Integer, TickRange> ranges) {
        Relation input = relation(filter.input(), TimeRanges.of(filter, ranges));
        return input.with(
                "SELECT *\n" + input.from() + "\nWHERE " + expressions(input).filter(filter.predicate()));
    }

    private Relation distinct(Relation input) {
        List<String> columns = new ArrayList<>(input.columns());
        input.partition().forEach(name -> columns.add(Relation.column(name)));
        return input.with("SELECT DISTINCT " + String.join(", ", columns) + "\n" + input.from())
                .unordered();
    }

    private Relation union(Union union, Map<Integer, TickRange> ranges) {
        List<String> names = Relation.namesOf(union.schema());
        List<String> branches = new ArrayList<>();
        List<String> partition = List.of();
        int partitioned = 0;
        for (BoundOperator one : union.inputs()) {
            Relation branch = relation(one, ranges);
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                columns.add(Relation.column(branch.names().get(i)) + " AS " + Sql.quoted(names.get(i)));
            }
            if (!branch.partition().isEmpty()) {
                partitioned++;
                partition = branch.partition();
                branch.partition().forEach(name -> columns.add(Relation.column(name)));
            }
            branches.add("SELECT " + (columns.isEmpty() ? "1" : String.join(", ", columns)) + "\n" + branch.from());
        }
        if (partitioned > 0 && partitioned < branches.size()) {
            throw Refusal.of("union", "'union' with other tables is not there within 'partition' and 'mv-apply'");
        }
        return new Relation(String.join("\nUNION ALL\n", branches), union.schema(), names, List.of(), partition);
    }

    private Relation materialize(Materialize materialize) {
        Relation known = materialized.get(materialize);
        if (known == null) {
            Relation input = relation(materialize.input(), Map.of());
            if (!input.partition().isEmpty()) {
                return input;
            }
            known = input.with("SELECT *\nFROM " + share(input.select()) + " AS " + Relation.ALIAS);
            materialized.put(materialize, known);
        }
        return known;
    }

    /** A name for a column that the query does not see, which begins so. */
    String hidden(String begin) {
        return begin + ++hiddenColumns;
    }

    /** Has a select calculated once; returns the name to read it by. */
    String share(String select) {
        String name = "shared" + (common.size() + 1);
        common.put(name, select);
        return name;
    }
}
