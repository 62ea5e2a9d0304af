package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.Signature;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.Nearest;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds calls: of functions that the query made, of the language's, of stored ones. */
final class Calls {
    private final Expressions expressions;
    private final Session session;
    private final @Nullable AggregateSink aggregates;
    private final Arguments matcher;
    private final SpecialCalls special;

    Calls(Expressions expressions, @Nullable AggregateSink aggregates) {
        this.expressions = expressions;
        this.session = expressions.session;
        this.aggregates = aggregates;
        this.matcher = new Arguments(expressions.typing);
        this.special = new SpecialCalls(expressions);
    }

    BoundExpression bind(Expression.Call call) {
        Scope.Entry entry = expressions.scope.find(call.name());
        if (entry instanceof Scope.Function function) {
            return new Invocation(session).value(function, call.arguments(), expressions, call.span());
        }
        KqlFunction scalar = session.functions.scalar(call.name());
        if (aggregates != null) {
            KqlFunction aggregate = session.functions.aggregate(call.name());
            if (aggregate != null) {
                return aggregates.aggregate(session.allowed(aggregate, call.nameSpan()), call);
            }
        }
        if (call.name().equals("column_ifexists") || call.name().equals("columnifexists")) {
            return special.columnIfExists(call);
        }
        if (call.name().equals("bag_pack_columns")) {
            return special.bagOfColumns(call);
        }
        if (call.name().equals("current_database")) {
            return new Constant(
                    KqlType.STRING, session.request.catalog().defaultDatabase().name());
        }
        if (scalar != null) {
            return scalar(session.allowed(scalar, call.nameSpan()), call);
        }
        KqlFunction window = session.functions.window(call.name());
        if (window != null) {
            return special.window(session.allowed(window, call.nameSpan()), call);
        }
        Scope.Function stored = new Tables(session, expressions.scope).stored(call.name(), call.nameSpan());
        if (stored != null) {
            return new Invocation(session).value(stored, call.arguments(), expressions, call.span());
        }
        throw unknown(call);
    }

    private KqlException unknown(Expression.Call call) {
        String name = call.name();
        if (session.functions.aggregate(name) != null) {
            return Session.semantic(
                    "the aggregate '" + name + "' stands in summarize and make-series alone",
                    call.nameSpan(),
                    "write summarize " + name + "(…), or toscalar(T | summarize " + name + "(…))");
        }
        if (name.equals("cluster")) {
            return Session.unsupported("other clusters are not there", call.nameSpan(), "database(\"…\") is");
        }
        Set<String> near = new LinkedHashSet<>();
        names(session.functions.scalars(), near);
        names(session.functions.aggregates(), near);
        names(session.functions.windows(), near);
        near.addAll(expressions.scope.names());
        near.addAll(expressions.scope.database.functionNames());
        return Session.semantic(
                "there is no function '" + name + "'",
                call.nameSpan(),
                Absent.functions().getOrDefault(name, Session.didYouMean(Nearest.of(name, near))));
    }

    private static void names(Collection<KqlFunction> functions, Set<String> names) {
        functions.forEach(function -> names.add(function.name()));
    }

    private BoundExpression scalar(KqlFunction function, Expression.Call call) {
        switch (function.name()) {
            case "now", "ago" -> {
                return special.now(function, call);
            }
            case "case" -> {
                return special.choose(function, call);
            }
            case "pack_all" -> {
                return special.packAll(function, call);
            }
            case "datetime_add", "datetime_diff", "datetime_part" -> {
                SpecialCalls.checkPart(call);
            }
            case "bag_pack" -> {
                if (call.arguments().size() % 2 != 0) {
                    throw Session.semantic("bag_pack takes pairs of key and value", call.nameSpan(), null);
                }
            }
            case "countof" -> {
                SpecialCalls.checkKind(call);
            }
            case "array_sort_asc", "array_sort_desc" -> {
                Call sorted = new Tuples(expressions, this).sort(function, call);
                long arrays = sorted.arguments().stream()
                        .filter(argument -> argument.type() == KqlType.DYNAMIC)
                        .count();
                if (arrays > 1) {
                    throw severalColumns(function, arrays, call);
                }
                return sorted;
            }
            default -> {}
        }
        if (!function.tuple().isEmpty()) {
            throw severalColumns(function, function.tuple().size(), call);
        }
        return plain(function, call);
    }

    private static KqlException severalColumns(KqlFunction function, long count, Expression.Call call) {
        boolean stats =
                function.name().equals("series_stats") || function.name().startsWith("series_fit_");
        return Session.semantic(
                "'" + function.name() + "' makes " + count + " columns, so it stands alone in extend or project",
                call.nameSpan(),
                stats && !function.name().equals("series_fit_poly")
                        ? function.name() + "_dynamic(…) makes one value"
                        : null);
    }

    /** A call by its signatures alone. */
    BoundExpression plain(KqlFunction function, Expression.Call call) {
        KqlType typeOf = null;
        List<Expression> written = new ArrayList<>(Arguments.values(call));
        if (!written.isEmpty() && written.get(written.size() - 1) instanceof Expression.TypeOf type) {
            typeOf = type.type();
            if (typeOf == null) {
                throw Session.semantic("expected one type", type.span(), null);
            }
            boolean taken = function.signatures().stream().anyMatch(Arguments::takesType);
            if (!taken) {
                throw Session.semantic("typeof(…) is no value", type.span(), null);
            }
            written.remove(written.size() - 1);
        }
        if (function.name().equals("pack_array")
                && written.size() == 1
                && written.get(0) instanceof Expression.Pattern) {
            return new Call(function, special.columns(call.span()), KqlType.DYNAMIC);
        }
        List<BoundExpression> arguments = bindAll(written);
        Signature signature = matcher.match(function, call, written, arguments, typeOf != null);
        List<KqlType> types = arguments.stream().map(BoundExpression::type).toList();
        if (typeOf != null) {
            List<BoundExpression> fitted = matcher.fit(function, signature, arguments, null);
            return typed(function, fitted, typeOf);
        }
        KqlType type =
                switch (function.name()) {
                    case "iff" -> signature.result().type(types.subList(1, 3));
                    default -> signature.result().type(types);
                };
        checkCommon(function, call, types, type);
        return new Call(function, matcher.fit(function, signature, arguments, type), type);
    }

    /** {@code extract(…, typeof(long))} is {@code tolong(extract(…))}. */
    private BoundExpression typed(KqlFunction function, List<BoundExpression> arguments, KqlType type) {
        boolean sketch = function.name().equals("percentile_tdigest");
        BoundExpression plain = new Call(function, arguments, sketch ? KqlType.DYNAMIC : KqlType.STRING);
        return switch (type) {
            case STRING -> sketch ? expressions.typing.text(plain) : plain;
            case DYNAMIC -> sketch ? plain : converted("parse_json", plain, type);
            case UNKNOWN -> plain;
            default -> converted("to" + type.keyword(), plain, type);
        };
    }

    private BoundExpression converted(String converter, BoundExpression operand, KqlType type) {
        return new Call(expressions.typing.function(converter), List.of(operand), type);
    }

    private static void checkCommon(KqlFunction function, Expression.Call call, List<KqlType> types, KqlType type) {
        boolean common = function.name().equals("coalesce")
                || function.name().equals("max_of")
                || function.name().equals("min_of");
        if (common && type == KqlType.DYNAMIC && types.stream().anyMatch(one -> one != KqlType.DYNAMIC)) {
            throw Session.semantic(
                    "the arguments of '" + function.name() + "' have no common type: "
                            + String.join(
                                    ", ", types.stream().map(KqlType::keyword).toList()),
                    call.nameSpan(),
                    null);
        }
    }

    List<BoundExpression> bindAll(List<Expression> written) {
        return written.stream().map(expressions::bind).toList();
    }
}
