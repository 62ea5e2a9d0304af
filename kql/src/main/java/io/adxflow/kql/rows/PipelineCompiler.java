package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.rows.nodes.Columns;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Scope;
import io.adxflow.kql.rows.nodes.WholeNode;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.ValueSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes stages of bound operators, from the leaves on. An operator that makes columns only changes the frame; one that drops or multiplies rows becomes a stage, which runs
 * what follows it for each row.
 */
final class PipelineCompiler implements ConstantQueries {
    private final ExpressionCompiler expressions;
    private final @Nullable Scope record;
    private final Map<Integer, Frame> contexts = new HashMap<>();

    /** @param record the scope of records; null when there are none: for queries that do not depend on them */
    PipelineCompiler(Implementations functions, @Nullable Scope record) {
        this.record = record;
        this.expressions =
                new ExpressionCompiler(functions, record == null ? this : new PipelineCompiler(functions, null));
    }

    @Override
    public List<@Nullable Object> firstColumn(BoundOperator query) {
        List<@Nullable Object> values = new ArrayList<>();
        Scope none = new Scope(null);
        compile(query, frame -> () -> values.add(frame.columns().get(0).evalBoxed()), none)
                .run();
        return values;
    }

    /**
     * Compiles an operator and all that it reads.
     *
     * @param next makes what runs for each of its rows
     */
    Stage compile(BoundOperator operator, Function<Frame, Stage> next) {
        return compile(operator, next, record == null ? new Scope(null) : record);
    }

    private Stage compile(BoundOperator operator, Function<Frame, Stage> next, Scope scope) {
        if (operator instanceof BoundOperator.Table table) {
            if (record == null) {
                throw new Refused("a list or toscalar() must not depend on the record", RowProgram.SOURCE);
            }
            return next.apply(source(table.schema(), record));
        }
        if (operator instanceof BoundOperator.OneRow) {
            return next.apply(new Frame(List.of(), scope));
        }
        if (operator instanceof BoundOperator.ContextRows context) {
            return next.apply(java.util.Objects.requireNonNull(contexts.get(context.id())));
        }
        if (operator instanceof BoundOperator.Rows rows) {
            return rows(rows, next, scope);
        }
        if (operator instanceof BoundOperator.Range range) {
            return range(range, next, scope);
        }
        if (operator instanceof BoundOperator.Filter filter) {
            return compile(
                    filter.input(),
                    frame -> {
                        WholeNode predicate = expressions.predicate(filter.predicate(), frame);
                        Stage rest = next.apply(frame);
                        return () -> {
                            if (predicate.isTrue()) {
                                rest.run();
                            }
                        };
                    },
                    scope);
        }
        if (operator instanceof BoundOperator.Project project) {
            return compile(project.input(), frame -> next.apply(project(project, frame)), scope);
        }
        if (operator instanceof BoundOperator.MvExpand expand) {
            return compile(
                    expand.input(),
                    frame -> Expansion.of(
                            expand.items(),
                            expand.arraysOfPairs(),
                            expand.indexColumn(),
                            expand.rowLimit(),
                            expand.input().schema(),
                            expand.schema(),
                            frame,
                            expressions,
                            next),
                    scope);
        }
        if (operator instanceof BoundOperator.MvApply apply) {
            return mvApply(apply, next, scope);
        }
        if (operator instanceof BoundOperator.Parse parse) {
            return compile(parse.input(), frame -> Parsing.of(parse, frame, expressions, next), scope);
        }
        if (operator instanceof BoundOperator.ParseKv parse) {
            return compile(parse.input(), frame -> next.apply(Parsing.of(parse, frame, expressions)), scope);
        }
        if (operator instanceof BoundOperator.Union union) {
            List<Stage> branches = union.inputs().stream()
                    .map(input -> compile(input, next, scope))
                    .toList();
            return () -> branches.forEach(Stage::run);
        }
        if (operator instanceof BoundOperator.Serialize || operator instanceof BoundOperator.Materialize) {
            return compile(operator.inputs().get(0), next, scope);
        }
        String name = operator.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        throw new Refused(name + " looks at several rows; a row program sees one record at a time", name);
    }

    private static Frame source(Schema schema, Scope scope) {
        List<Node> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(Columns.of(scope, i, schema.get(i).type()));
        }
        return new Frame(columns, scope);
    }

    private Frame project(BoundOperator.Project project, Frame frame) {
        List<Node> columns = new ArrayList<>();
        for (NamedExpression output : project.outputs()) {
            Node node = expressions.compile(output.expression(), frame);
            // Several may ask for it; a column of the input is shared already.
            if (!(output.expression() instanceof BoundExpression.ColumnRef) && !node.isConstant()) {
                node.keepFor(frame.scope());
            }
            columns.add(node);
        }
        return new Frame(columns, frame.scope());
    }

    private static Stage rows(BoundOperator.Rows rows, Function<Frame, Stage> next, Scope outer) {
        Scope scope = new Scope(outer);
        Schema schema = rows.schema();
        List<List<@Nullable Object>> values = rows.rows();
        int[] at = {0};
        List<Node> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            int column = i;
            columns.add(io.adxflow.kql.rows.nodes.Values.of(
                    schema.get(i).type(),
                    () -> BoxedValues.toLibrary(
                            schema.get(column).type(), values.get(at[0]).get(column))));
        }
        Stage rest = next.apply(new Frame(columns, scope));
        return () -> {
            for (at[0] = 0; at[0] < values.size() && scope.next(); at[0]++) {
                rest.run();
            }
        };
    }

    private Stage range(BoundOperator.Range range, Function<Frame, Stage> next, Scope outer) {
        Frame nothing = new Frame(List.of(), outer);
        Node list = new Implementations(Map.of()).node("range", io.adxflow.kql.types.KqlType.DYNAMIC, new Node[] {
            expressions.compile(range.from(), nothing),
            expressions.compile(range.to(), nothing),
            expressions.compile(range.step(), nothing)
        });
        Object values = list.evalBoxed();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (values instanceof List<?> all) {
            if (all.size() == ValueSize.MOST_ELEMENTS) {
                throw new Refused("range makes more rows than a row program may: " + ValueSize.MOST_ELEMENTS, "range");
            }
            all.forEach(one -> rows.add(java.util.Arrays.asList(one)));
        }
        return rows(new BoundOperator.Rows(rows, range.schema()), next, outer);
    }

    private Stage mvApply(BoundOperator.MvApply apply, Function<Frame, Stage> next, Scope scope) {
        return compile(
                apply.input(),
                frame -> {
                    Schema expanded = Expansion.schema(
                            apply.items(), apply.indexColumn(), apply.input().schema());
                    return Expansion.of(
                            apply.items(),
                            false,
                            apply.indexColumn(),
                            apply.rowLimit(),
                            apply.input().schema(),
                            expanded,
                            frame,
                            expressions,
                            inner -> {
                                contexts.put(apply.id(), inner);
                                return compile(
                                        apply.subquery(),
                                        made -> {
                                            List<Node> columns = new ArrayList<>();
                                            apply.outputs()
                                                    .forEach(output -> columns.add((output.ofSubquery() ? made : frame)
                                                            .columns()
                                                            .get(output.index())));
                                            return next.apply(new Frame(columns, made.scope()));
                                        },
                                        inner.scope());
                            });
                },
                scope);
    }
}
