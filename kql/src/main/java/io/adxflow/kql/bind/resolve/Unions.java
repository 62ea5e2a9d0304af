package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds {@code union}: brings all tables to one schema. */
final class Unions {
    /** A table and what {@code withsource} calls it. */
    record Branch(String name, BoundOperator operator) {}

    private final Session session;
    private final Scope scope;

    Unions(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    BoundOperator bind(Operator.Union union, @Nullable BoundOperator input, @Nullable String inputName) {
        boolean inner = false;
        boolean fuzzy = false;
        String source = null;
        for (Operator.Parameter parameter : union.parameters()) {
            switch (parameter.name()) {
                case "kind" -> inner = parameter.value().equals("inner");
                case "isfuzzy" -> fuzzy = parameter.value().equalsIgnoreCase("true");
                default -> source = parameter.value();
            }
        }
        List<Branch> branches = new ArrayList<>();
        if (input != null) {
            branches.add(new Branch(inputName == null ? "union_arg0" : inputName, input));
        }
        for (Expression table : union.tables()) {
            branches.addAll(branches(table, branches.size(), fuzzy));
        }
        if (branches.isEmpty()) {
            throw Session.semantic("none of the tables is there", union.span(), null);
        }
        return merge(branches, inner, source, union);
    }

    /** The tables that an operand means. */
    List<Branch> branches(Expression table, int position, boolean fuzzy) {
        if (table instanceof Expression.Pattern pattern) {
            return matching(scope.database, pattern, fuzzy);
        } else if (table instanceof Expression.Member member && member.name().indexOf('*') >= 0) {
            Catalog.Database database = new Tables(session, scope).database(member.target());
            return matching(database, new Expression.Pattern(member.name(), member.nameSpan()), fuzzy);
        }
        Tables tables = new Tables(session, scope);
        try {
            Tables.Result result = tables.bindResult(table);
            String name = result.name() == null ? name(table, position) : result.name();
            return List.of(new Branch(name, result.operator()));
        } catch (KqlException e) {
            boolean missing = e.problem().kind() == KqlProblem.Kind.SEMANTIC
                    && table instanceof Expression.Name
                    && !tables.isTable(table);
            if (fuzzy && missing) {
                return List.of();
            }
            throw e;
        }
    }

    private static String name(Expression table, int position) {
        if (table instanceof Expression.Name name) {
            return name.name();
        } else if (table instanceof Expression.Member member) {
            return member.name();
        } else if (table instanceof Expression.Group group) {
            return name(group.inner(), position);
        } else if (table instanceof Expression.Pipe pipe
                && pipe.operators().stream().allMatch(Operator.Where.class::isInstance)) {
            return name(pipe.source(), position);
        }
        return "union_arg" + position;
    }

    private List<Branch> matching(Catalog.Database database, Expression.Pattern pattern, boolean fuzzy) {
        List<Branch> found = new ArrayList<>();
        Tables tables = new Tables(session, scope);
        for (String name : new LinkedHashSet<>(database.tableNames())) {
            if (Patterns.matches(pattern.pattern(), name)) {
                found.add(new Branch(name, tables.table(database, name, pattern.span())));
            }
        }
        for (Scope.Function view : database == scope.database ? scope.views() : List.<Scope.Function>of()) {
            if (Patterns.matches(pattern.pattern(), view.name())) {
                BoundOperator bound = new Invocation(session).table(view, List.of(), null, scope, pattern.span());
                found.add(new Branch(view.name(), bound));
            }
        }
        if (found.isEmpty() && !fuzzy) {
            throw Session.semantic("no table is called '" + pattern.pattern() + "'", pattern.span(), null);
        }
        return found;
    }

    private static BoundOperator merge(
            List<Branch> branches, boolean inner, @Nullable String source, Operator.Union union) {
        Map<String, Set<KqlType>> types = new LinkedHashMap<>();
        for (Branch branch : branches) {
            for (Column column : branch.operator().schema().columns()) {
                types.computeIfAbsent(column.name(), name -> new LinkedHashSet<>())
                        .add(column.type());
            }
        }
        if (inner) {
            types.entrySet().removeIf(entry -> !isCommon(entry.getKey(), entry.getValue(), branches));
        }
        if (source != null && types.containsKey(source)) {
            throw Session.semantic(
                    "the tables have a column '" + source + "', as withsource calls its own", union.span(), null);
        }
        Map<Column, String> names = names(types);
        List<BoundOperator> inputs = new ArrayList<>();
        Schema schema = Schema.EMPTY;
        for (Branch branch : branches) {
            BoundOperator projected = project(branch, names, source);
            inputs.add(projected);
            schema = projected.schema();
        }
        return inputs.size() == 1 ? inputs.get(0) : new BoundOperator.Union(inputs, schema);
    }

    private static boolean isCommon(String name, Set<KqlType> types, List<Branch> branches) {
        return types.size() == 1
                && branches.stream()
                        .allMatch(branch -> branch.operator().schema().has(name));
    }

    /** What each column of one name and type is called in the union: columns of one name and several types get their type behind it. */
    private static Map<Column, String> names(Map<String, Set<KqlType>> types) {
        Map<Column, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(types.keySet());
        types.forEach((name, all) -> {
            for (KqlType type : all) {
                String output = name;
                if (all.size() > 1) {
                    String typed = name + "_" + type.keyword();
                    output = typed;
                    for (int i = 1; taken.contains(output); i++) {
                        output = typed + i;
                    }
                    taken.add(output);
                }
                names.put(new Column(name, type), output);
            }
        });
        return names;
    }

    private static BoundOperator project(Branch branch, Map<Column, String> names, @Nullable String source) {
        Schema schema = branch.operator().schema();
        List<NamedExpression> outputs = new ArrayList<>();
        if (source != null) {
            outputs.add(new NamedExpression(source, new Constant(KqlType.STRING, branch.name())));
        }
        names.forEach((column, output) -> {
            int index = schema.indexOf(column.name());
            boolean there = index >= 0 && schema.get(index).type() == column.type();
            BoundExpression value = there
                    ? new ColumnRef(index, column.name(), column.type())
                    : new Constant(column.type(), column.type() == KqlType.STRING ? "" : null);
            outputs.add(new NamedExpression(output, value));
        });
        return new BoundOperator.Project(branch.operator(), outputs);
    }

    /** All tables together, with the name of each in a column. */
    static BoundOperator named(List<Branch> branches, String source, Operator.Union union) {
        return merge(branches, false, source, union);
    }
}
