package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.NamedItem;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Binds the operators that make columns, choose and name them. */
final class Projections {
    private final Session session;
    private final Scope scope;
    private final Names names;

    Projections(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
        this.names = new Names(session, scope);
    }

    BoundOperator extend(BoundOperator input, List<NamedItem> items) {
        Expressions expressions = new Expressions(session, scope, new Row(input));
        Outputs outputs = Outputs.over(input.schema());
        for (NamedItem item : items) {
            List<NamedExpression> tuple = expressions.bindTuple(item.expression());
            if (tuple != null) {
                List<NamedItem.Name> written = names(item, tuple.size());
                for (int i = 0; i < tuple.size(); i++) {
                    if (i < written.size()) {
                        outputs.declare(
                                written.get(i).name(),
                                tuple.get(i).expression(),
                                written.get(i).span());
                    } else {
                        outputs.put(tuple.get(i).name(), tuple.get(i).expression());
                    }
                }
                continue;
            }
            BoundExpression bound = expressions.bind(item.expression());
            NamedItem.Name written = written(item, bound);
            if (written != null) {
                boolean itself = item.names().isEmpty()
                        && bound instanceof ColumnRef column
                        && column.name().equals(written.name());
                if (itself) {
                    outputs.declare(written.name(), written.span());
                } else {
                    outputs.declare(written.name(), bound, written.span());
                }
                continue;
            }
            String name = names.of(item.expression());
            outputs.put(name == null ? outputs.nextUnnamed(input.schema()) : name, bound);
        }
        return Windows.project(input, outputs.columns());
    }

    BoundOperator project(BoundOperator input, List<NamedItem> items) {
        Expressions expressions = new Expressions(session, scope, new Row(input));
        return Windows.project(input, columns(expressions, items).columns());
    }

    BoundOperator print(Operator.Print print) {
        Expressions expressions = new Expressions(session, scope, null);
        Outputs outputs = new Outputs();
        Set<String> declared = new HashSet<>();
        for (int i = 0; i < print.items().size(); i++) {
            NamedItem item = print.items().get(i);
            List<NamedExpression> tuple = expressions.bindTuple(item.expression());
            if (tuple != null && tuple.size() > 1) {
                column(expressions, item, outputs, declared);
                continue;
            }
            BoundExpression bound = expressions.bind(item.expression());
            NamedItem.Name name = single(item);
            if (name != null && !declared.add(name.name())) {
                throw twice(name);
            }
            outputs.add(name == null ? "print_" + i : name.name(), bound);
        }
        return new BoundOperator.Project(new BoundOperator.OneRow(), outputs.columns());
    }

    private static io.adxflow.kql.syntax.KqlException twice(NamedItem.Name name) {
        return Session.semantic("two columns '" + name.name() + "'", name.span(), "give one of them another name");
    }

    /** New columns alone, each with a name of its own. */
    Outputs columns(Expressions expressions, List<NamedItem> items) {
        Outputs outputs = new Outputs();
        Set<String> declared = new HashSet<>();
        for (NamedItem item : items) {
            column(expressions, item, outputs, declared);
        }
        return outputs;
    }

    /** Binds an item and adds the columns that it makes. */
    void column(Expressions expressions, NamedItem item, Outputs outputs, Set<String> declared) {
        List<NamedExpression> tuple = expressions.bindTuple(item.expression());
        if (tuple == null) {
            column(expressions.bind(item.expression()), item, outputs, declared);
            return;
        }
        List<NamedItem.Name> written = names(item, tuple.size());
        for (int i = 0; i < tuple.size(); i++) {
            boolean named = i < written.size();
            if (named && !declared.add(written.get(i).name())) {
                throw twice(written.get(i));
            }
            outputs.add(
                    named ? written.get(i).name() : tuple.get(i).name(),
                    tuple.get(i).expression());
        }
    }

    private static List<NamedItem.Name> names(NamedItem item, int columns) {
        if (item.names().size() > columns) {
            throw Session.semantic(
                    "the function makes " + columns + " columns, not "
                            + item.names().size(),
                    item.names().get(columns).span(),
                    null);
        }
        return item.names();
    }

    /** Adds a column; names that were written must differ, others get a digit. */
    void column(BoundExpression bound, NamedItem item, Outputs outputs, Set<String> declared) {
        NamedItem.Name written = written(item, bound);
        if (written != null) {
            if (!declared.add(written.name())) {
                throw twice(written);
            }
            outputs.add(written.name(), bound);
            return;
        }
        String name = names.of(item.expression());
        outputs.add(name == null ? outputs.nextUnnamed() : name, bound);
    }

    /** The name before the {@code =}; null when there is none. */
    static NamedItem.@org.jspecify.annotations.Nullable Name single(NamedItem item) {
        if (item.names().size() > 1) {
            throw Session.semantic(
                    "the expression has one value, not " + item.names().size(),
                    item.names().get(1).span(),
                    null);
        }
        return item.names().isEmpty() ? null : item.names().get(0);
    }

    /** The name before the {@code =}, or of the column that stands there alone; null when there is neither. */
    private static NamedItem.@org.jspecify.annotations.Nullable Name written(NamedItem item, BoundExpression bound) {
        NamedItem.Name name = single(item);
        // What a let statement calls so is no column, so it gives way to one.
        if (name != null || !(bound instanceof ColumnRef)) {
            return name;
        }
        Expression at = item.expression();
        while (at instanceof Expression.Group group) {
            at = group.inner();
        }
        return at instanceof Expression.Name column ? new NamedItem.Name(column.name(), column.span()) : null;
    }

    BoundOperator some(BoundOperator input, Operator.ProjectSome some) {
        Set<Integer> meant = new HashSet<>();
        some.patterns().forEach(pattern -> meant.addAll(Patterns.columns(pattern, input.schema())));
        List<NamedExpression> kept = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            if (meant.contains(i) == some.keep()) {
                kept.add(Outputs.keep(input.schema(), i));
            }
        }
        return new BoundOperator.Project(input, kept);
    }

    BoundOperator rename(BoundOperator input, Operator.ProjectRename rename) {
        Schema schema = input.schema();
        List<NamedExpression> columns = new ArrayList<>(Outputs.all(schema));
        Set<String> taken = new HashSet<>();
        schema.columns().forEach(column -> taken.add(column.name()));
        Set<Integer> renamed = new HashSet<>();
        for (NamedItem item : rename.items()) {
            if (item.names().size() != 1 || item.isList()) {
                throw Session.semantic("expected new = old", item.expression().span(), null);
            }
            NamedItem.Name name = item.names().get(0);
            int index = Patterns.column(item.expression(), schema);
            if (!renamed.add(index)) {
                throw Session.semantic(
                        "'" + schema.get(index).name() + "' is renamed twice",
                        item.expression().span(),
                        null);
            }
            if (!taken.add(name.name())) {
                throw twice(name);
            }
            columns.set(
                    index, new NamedExpression(name.name(), columns.get(index).expression()));
        }
        return new BoundOperator.Project(input, columns);
    }

    BoundOperator reorder(BoundOperator input, Operator.ProjectReorder reorder) {
        Schema schema = input.schema();
        // A column that one pattern names is not moved by the stars of another.
        Set<Integer> named = new HashSet<>();
        for (Operator.ProjectReorder.Ordered one : reorder.patterns()) {
            if (!(one.pattern() instanceof Expression.Pattern)) {
                named.addAll(Patterns.columns(one.pattern(), schema));
            }
        }
        Set<Integer> order = new LinkedHashSet<>();
        for (Operator.ProjectReorder.Ordered one : reorder.patterns()) {
            List<Integer> found = new ArrayList<>(Patterns.columns(one.pattern(), schema));
            if (one.pattern() instanceof Expression.Pattern) {
                found.removeIf(index -> named.contains(index));
            }
            found.sort(order(one.order(), schema));
            order.addAll(found);
        }
        for (int i = 0; i < schema.size(); i++) {
            order.add(i);
        }
        return new BoundOperator.Project(
                input, order.stream().map(index -> Outputs.keep(schema, index)).toList());
    }

    private static Comparator<Integer> order(String order, Schema schema) {
        Comparator<Integer> byName = Comparator.comparing(
                index -> schema.get(index).name(),
                order.startsWith("granny")
                        ? GrannyOrder.INSTANCE
                        // As Microsoft's parser orders them: "_" behind the letters.
                        : Comparator.comparing((String name) -> name.toUpperCase(Locale.ROOT)));
        return switch (order) {
            case "asc", "granny-asc" -> byName;
            case "desc", "granny-desc" -> byName.reversed();
            default -> Comparator.naturalOrder();
        };
    }

    BoundOperator distinct(BoundOperator input, Operator.Distinct distinct) {
        if (distinct.items().isEmpty()) {
            for (int i = 0; i < input.schema().size(); i++) {
                checkSimple(input.schema().get(i).type(), input.schema().get(i).name(), distinct.span());
            }
            return new BoundOperator.Distinct(input);
        }
        Expressions expressions = new Expressions(session, scope, new Row(input));
        List<NamedItem> items = distinct.items().stream()
                .map(item -> new NamedItem(List.of(), false, item))
                .toList();
        Outputs outputs = columns(expressions, items);
        for (NamedExpression column : outputs.columns()) {
            checkSimple(column.expression().type(), column.name(), distinct.span());
        }
        return new BoundOperator.Distinct(Windows.project(input, outputs.columns()));
    }

    BoundOperator sampleDistinct(BoundOperator input, Operator.SampleDistinct sample, BoundExpression count) {
        if (!sample.of().names().isEmpty()) {
            throw Session.semantic(
                    "expected the name of a column", sample.of().names().get(0).span(), null);
        }
        int index = Patterns.column(sample.of().expression(), input.schema());
        checkSimple(input.schema().get(index).type(), input.schema().get(index).name(), sample.span());
        return new BoundOperator.Take(
                new BoundOperator.Distinct(
                        new BoundOperator.Project(input, List.of(Outputs.keep(input.schema(), index)))),
                count);
    }

    static void checkSimple(KqlType type, String name, TextSpan span) {
        if (type == KqlType.DYNAMIC) {
            throw Session.semantic(
                    "'" + name + "' is dynamic, which cannot be a key", span, "write tostring(" + name + ")");
        }
    }
}
