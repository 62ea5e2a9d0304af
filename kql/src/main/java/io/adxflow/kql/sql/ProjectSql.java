package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator.Project;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.sql.Relation.Term;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;

/** Projections: new columns from a row's, with window functions where there are any. What rows are ordered by goes along, hidden where it is not kept. */
final class ProjectSql {
    private final QuerySql query;
    private Relation input;

    ProjectSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    Relation project(Project project) {
        ExpressionSql expressions = query.expressions(input);
        WindowSql windows = new WindowSql(query, input);
        project.outputs().forEach(output -> windows.collect(output.expression()));
        if (!windows.isEmpty()) {
            input = windows.calculated();
            expressions = query.expressions(input);
            windows.tell(expressions);
        }
        List<String> names = Relation.namesOf(project.schema());
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String value = expressions.sql(project.outputs().get(i).expression());
            String name = Sql.quoted(names.get(i));
            columns.add(value.equals(Relation.ALIAS + "." + name) ? value : value + " AS " + name);
        }
        List<String> partition = carry(input.partition(), names, columns);
        List<Term> order = carriedOrder(project.outputs(), names, columns);
        String select = "SELECT " + (columns.isEmpty() ? "1 AS \"$none\"" : String.join(",\n  ", columns)) + "\n"
                + input.from();
        return new Relation(select, project.schema(), names, order, partition);
    }

    /** Hidden columns under their names, unless a new column has that name. */
    private static List<String> carry(List<String> hidden, List<String> names, List<String> columns) {
        List<String> carried = new ArrayList<>();
        for (String name : hidden) {
            String free = free(name, names, carried);
            columns.add(Relation.column(name) + " AS " + Sql.quoted(free));
            carried.add(free);
        }
        return carried;
    }

    private static String free(String wanted, List<String> names, List<String> others) {
        String name = wanted;
        for (int i = 2; isTaken(name, names) || isTaken(name, others); i++) {
            name = wanted + "$" + i;
        }
        return name;
    }

    private static boolean isTaken(String name, List<String> names) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private List<Term> carriedOrder(List<NamedExpression> outputs, List<String> names, List<String> columns) {
        List<Term> order = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (Term term : input.order()) {
            int kept = keptAs(term.column(), outputs);
            if (kept >= 0) {
                order.add(term.of(names.get(kept)));
                continue;
            }
            String free = free(term.column().startsWith("$") ? term.column() : "$" + term.column(), names, hidden);
            if (input.partition().contains(term.column())) {
                order.add(term);
                continue;
            }
            hidden.add(free);
            columns.add(Relation.column(term.column()) + " AS " + Sql.quoted(free));
            order.add(term.of(free));
        }
        return order;
    }

    private int keptAs(String column, List<NamedExpression> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).expression() instanceof ColumnRef kept
                    && input.names().get(kept.index()).equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /** A row number as the only thing to be ordered by. */
    static Term rowTerm(String column) {
        return new Term(column, KqlType.LONG, true, true);
    }

    static boolean isColumn(BoundExpression expression) {
        return expression instanceof ColumnRef;
    }
}
