package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundTree;
import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds operators behind one another. */
final class Pipes {
    private final Session session;
    private final Scope scope;

    /** @param scope of this pipe alone: {@code as} adds names to it */
    Pipes(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    /**
     * Binds all operators.
     *
     * @param name what the input is called; null when it has no name
     */
    Tables.Result bind(BoundOperator input, @Nullable String name, List<Operator> operators) {
        BoundOperator at = input;
        String named = name;
        String result = null;
        RenderInfo render = null;
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = operators.get(i);
            session.enter(operator.span());
            session.allowedOperator(keyword(operator), operator.span());
            if (operator instanceof Operator.As as) {
                scope.name(as.name(), new Scope.Table(at));
                named = as.name();
                result = i == operators.size() - 1 || isRender(operators, i + 1) ? as.name() : result;
            } else if (operator instanceof Operator.Render drawn) {
                if (i < operators.size() - 1) {
                    throw Session.semantic(
                            "render must be the last operator",
                            operators.get(i + 1).span(),
                            null);
                }
                checkColumns(drawn, at);
                render = new RenderInfo(drawn.kind(), drawn.properties());
            } else {
                at = bind(at, named, operator);
                boolean keepsName = operator instanceof Operator.Where;
                named = keepsName ? named : null;
            }
            session.leave();
        }
        return new Tables.Result(at, result, render);
    }

    private static boolean isRender(List<Operator> operators, int index) {
        return index == operators.size() - 1 && operators.get(index) instanceof Operator.Render;
    }

    private static void checkColumns(Operator.Render render, BoundOperator input) {
        for (String property : List.of("xcolumn", "ycolumns", "anomalycolumns", "series")) {
            String value = render.properties().get(property);
            for (String column : value == null ? new String[0] : value.split(",")) {
                if (!input.schema().has(column)) {
                    throw Session.semantic("there is no column '" + column + "' to draw", render.span(), null);
                }
            }
        }
    }

    /** The word by which an operator is known. */
    static String keyword(Operator operator) {
        if (operator instanceof Operator.ProjectSome some) {
            return some.keep() ? "project-keep" : "project-away";
        } else if (operator instanceof Operator.Join join) {
            return join.lookup() ? "lookup" : "join";
        } else if (operator instanceof Operator.Parse parse) {
            return parse.where() ? "parse-where" : "parse";
        }
        String name = operator.getClass().getSimpleName();
        return switch (name) {
            case "GetSchema" -> "getschema";
            default -> name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
        };
    }

    private BoundOperator bind(BoundOperator input, @Nullable String name, Operator operator) {
        Expressions expressions = new Expressions(session, scope, new Row(input));
        Projections projections = new Projections(session, scope);
        if (operator instanceof Operator.Where where) {
            return Windows.filter(input, expressions.bindBool(where.predicate()));
        } else if (operator instanceof Operator.Extend extend) {
            return projections.extend(input, extend.items());
        } else if (operator instanceof Operator.Project project) {
            return projections.project(input, project.items());
        } else if (operator instanceof Operator.ProjectSome some) {
            return projections.some(input, some);
        } else if (operator instanceof Operator.ProjectRename rename) {
            return projections.rename(input, rename);
        } else if (operator instanceof Operator.ProjectReorder reorder) {
            return projections.reorder(input, reorder);
        } else if (operator instanceof Operator.Serialize serialize) {
            BoundOperator serialized = BoundTree.isOrdered(input) ? input : new BoundOperator.Serialize(input);
            return serialize.items().isEmpty() ? serialized : projections.extend(serialized, serialize.items());
        } else if (operator instanceof Operator.Summarize summarize) {
            return new Summaries(session, scope).bind(input, summarize);
        } else if (operator instanceof Operator.Count count) {
            return new Summaries(session, scope).count(input, count);
        } else if (operator instanceof Operator.Distinct distinct) {
            return projections.distinct(input, distinct);
        } else if (operator instanceof Operator.Take take) {
            return new BoundOperator.Take(input, count(take.count(), expressions));
        } else if (operator instanceof Operator.Sample sample) {
            return new BoundOperator.Sample(input, count(sample.count(), expressions));
        } else if (operator instanceof Operator.SampleDistinct sample) {
            return projections.sampleDistinct(input, sample, count(sample.count(), expressions));
        } else if (operator instanceof Operator.Sort sort) {
            return sort(input, sort.items(), expressions);
        } else if (operator instanceof Operator.Top top) {
            return new BoundOperator.Take(sort(input, List.of(top.by()), expressions), count(top.count(), expressions));
        } else if (operator instanceof Operator.Join join) {
            return new Joins(session, scope).bind(input, join);
        } else if (operator instanceof Operator.Union union) {
            return new Unions(session, scope).bind(union, input, name);
        } else if (operator instanceof Operator.MvExpand expand) {
            return new Expansions(session, scope).expand(input, expand);
        } else if (operator instanceof Operator.MvApply apply) {
            return new Expansions(session, scope).apply(input, apply);
        } else if (operator instanceof Operator.Partition partition) {
            return new Expansions(session, scope).partition(input, partition);
        } else if (operator instanceof Operator.Parse parse) {
            return new Parses(session, scope).parse(input, parse);
        } else if (operator instanceof Operator.ParseKv parse) {
            return new Parses(session, scope).keysAndValues(input, parse);
        } else if (operator instanceof Operator.MakeSeries series) {
            return new SeriesMaking(session, scope).bind(input, series);
        } else if (operator instanceof Operator.GetSchema) {
            return schemaRows(input.schema());
        } else if (operator instanceof Operator.Search search) {
            return new Searches(session, scope).bind(search, input, name);
        } else if (operator instanceof Operator.Evaluate evaluate) {
            return new Evaluations(session, scope).bind(input, evaluate);
        } else if (operator instanceof Operator.Invoke invoke) {
            return invoke(input, invoke);
        }
        throw Session.semantic("the operator must be the first one of a query", operator.span(), null);
    }

    private static BoundExpression count(Expression expression, Expressions expressions) {
        BoundExpression count = expressions.constant().bind(expression);
        if (!count.type().isInteger()) {
            throw Session.semantic(
                    "expected a number of rows, found a " + count.type().keyword(), expression.span(), null);
        }
        if (count instanceof Constant constant && constant.value() instanceof Number number && number.longValue() < 0) {
            throw Session.semantic("a number of rows is not negative", expression.span(), null);
        }
        return Typing.cast(count, KqlType.LONG);
    }

    private static BoundOperator sort(BoundOperator input, List<Operator.SortItem> items, Expressions expressions) {
        List<BoundOperator.SortKey> keys = new ArrayList<>();
        for (Operator.SortItem item : items) {
            BoundExpression key = expressions.bind(item.expression());
            if (key.type() == KqlType.DYNAMIC) {
                throw Session.semantic(
                        "a dynamic has no order",
                        item.expression().span(),
                        "sort by tostring(…), tolong(…) or toreal(…) of it");
            }
            boolean ascending = item.ascending() != null && item.ascending();
            boolean nullsFirst = item.nullsFirst() == null ? ascending : item.nullsFirst();
            keys.add(new BoundOperator.SortKey(key, ascending, nullsFirst));
        }
        return Windows.sort(input, keys);
    }

    private static BoundOperator schemaRows(Schema schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            KqlType type = schema.get(i).type();
            List<@Nullable Object> row = new ArrayList<>();
            row.add(schema.get(i).name());
            row.add((long) i);
            row.add(type.dotNetName());
            row.add(type.keyword());
            rows.add(row);
        }
        return new BoundOperator.Serialize(new BoundOperator.Rows(
                rows,
                new Schema(List.of(
                        new Column("ColumnName", KqlType.STRING),
                        new Column("ColumnOrdinal", KqlType.LONG),
                        new Column("DataType", KqlType.STRING),
                        new Column("ColumnType", KqlType.STRING)))));
    }

    private BoundOperator invoke(BoundOperator input, Operator.Invoke invoke) {
        Expression.Call call = invoke.call();
        Scope.Entry entry = scope.find(call.name());
        Scope.Function function = entry instanceof Scope.Function local
                ? local
                : new Tables(session, scope).stored(call.name(), call.nameSpan());
        if (function == null) {
            List<String> near = new ArrayList<>(scope.names());
            near.addAll(scope.database.functionNames());
            throw Session.semantic(
                    "there is no function '" + call.name() + "'",
                    call.nameSpan(),
                    Session.didYouMean(io.adxflow.kql.syntax.Nearest.of(call.name(), near)));
        }
        return new Invocation(session).table(function, call.arguments(), input, scope, call.span());
    }
}
