package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.MvItem;
import io.adxflow.kql.bind.BoundOperator.MvOutput;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.NamedItem;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds {@code mv-expand}, {@code mv-apply} and {@code partition}. */
final class Expansions {
    /** The limit of the operator's old spelling, {@code mvexpand}. */
    private static final long LEGACY_LIMIT = 128;

    private final Session session;
    private final Scope scope;

    Expansions(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    /** The items, and the columns of the expanded rows. */
    private record Expanded(List<MvItem> items, Schema schema, Set<Integer> sources, @Nullable String indexColumn) {}

    BoundOperator expand(BoundOperator input, Operator.MvExpand expand) {
        Expanded expanded = items(input, expand.items(), expand.parameters());
        boolean pairs = expand.parameters().stream()
                .anyMatch(parameter ->
                        parameter.value().equals("array") && !parameter.name().equals("with_itemindex"));
        long limit = limit(expand.limit(), expand.legacy() ? LEGACY_LIMIT : Integer.MAX_VALUE);
        return new BoundOperator.MvExpand(
                input, expanded.items(), pairs, expanded.indexColumn(), limit, expanded.schema());
    }

    private Expanded items(BoundOperator input, List<Operator.MvItem> written, List<Operator.Parameter> parameters) {
        Expressions expressions = new Expressions(session, scope, new Row(input));
        Names names = new Names(session, scope);
        Outputs outputs = Outputs.over(input.schema());
        Set<String> declared = new HashSet<>();
        Set<Integer> sources = new HashSet<>();
        List<MvItem> items = new ArrayList<>();
        for (Operator.MvItem one : written) {
            NamedItem item = one.item();
            BoundExpression source = expressions.bind(item.expression());
            if (source.type() != KqlType.DYNAMIC) {
                throw Session.semantic(
                        "only dynamic values expand, not a " + source.type().keyword(),
                        item.expression().span(),
                        source.type() == KqlType.STRING ? "parse_json() or split() makes one of a text" : null);
            }
            NamedItem.Name name = Projections.single(item);
            String output = name != null ? name.name() : names.of(item.expression());
            if (output == null) {
                output = outputs.nextUnnamed(input.schema());
            }
            if (!declared.add(output)) {
                throw Session.semantic(
                        "two columns '" + output + "'", item.expression().span(), null);
            }
            if (name == null && source instanceof ColumnRef column) {
                sources.add(column.index());
            }
            KqlType type = one.type() == null ? KqlType.DYNAMIC : one.type();
            outputs.put(output, new Constant(type, null));
            items.add(new MvItem(source, output, type));
        }
        String index = null;
        for (Operator.Parameter parameter : parameters) {
            if (parameter.name().equals("with_itemindex")) {
                index = outputs.add(parameter.value(), new Constant(KqlType.LONG, null));
            }
        }
        List<Column> columns = outputs.columns().stream()
                .map(column -> new Column(column.name(), column.expression().type()))
                .toList();
        return new Expanded(items, new Schema(columns), sources, index);
    }

    private long limit(@Nullable Expression written, long otherwise) {
        if (written == null) {
            return otherwise;
        }
        BoundExpression limit = new Expressions(session, scope, null).bind(written);
        if (limit instanceof Constant constant
                && constant.type().isInteger()
                && constant.value() instanceof Number number
                && number.longValue() >= 0) {
            return number.longValue();
        }
        throw Session.semantic("expected a number of rows", written.span(), null);
    }

    BoundOperator apply(BoundOperator input, Operator.MvApply apply) {
        Expanded expanded = items(input, apply.items(), apply.parameters());
        int id = session.nextId();
        BoundOperator rows = new BoundOperator.ContextRows(id, expanded.schema());
        Scope inside = scope.inner();
        Tables.Result result = new Pipes(session, inside).bind(rows, null, apply.subquery());
        Schema made = result.operator().schema();
        List<MvOutput> outputs = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        Set<Integer> placed = new HashSet<>();
        Schema own = input.schema();
        for (int i = 0; i < own.size(); i++) {
            if (expanded.sources().contains(i)) {
                continue;
            }
            int index = made.indexOf(own.get(i).name());
            outputs.add(index >= 0 ? new MvOutput(true, index) : new MvOutput(false, i));
            columns.add(index >= 0 ? made.get(index) : own.get(i));
            placed.add(index);
        }
        for (int i = 0; i < made.size(); i++) {
            if (!placed.contains(i)) {
                outputs.add(new MvOutput(true, i));
                columns.add(made.get(i));
            }
        }
        return new BoundOperator.MvApply(
                input,
                expanded.items(),
                expanded.indexColumn(),
                limit(apply.limit(), Integer.MAX_VALUE),
                id,
                result.operator(),
                outputs,
                new Schema(columns));
    }

    BoundOperator partition(BoundOperator input, Operator.Partition partition) {
        int key = Patterns.column(partition.by(), input.schema());
        Column column = input.schema().get(key);
        Projections.checkSimple(column.type(), column.name(), partition.by().span());
        int id = session.nextId();
        BoundOperator rows = new BoundOperator.ContextRows(id, input.schema());
        Tables.Result result = new Pipes(session, scope.inner()).bind(rows, null, partition.subquery());
        return new BoundOperator.Partition(input, key, id, result.operator());
    }
}
