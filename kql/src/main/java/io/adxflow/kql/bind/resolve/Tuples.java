package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds functions that make several columns: {@code series_stats} and its like, and the sorting of arrays beside one another. */
final class Tuples {
    private final Expressions expressions;
    private final Calls calls;

    Tuples(Expressions expressions, Calls calls) {
        this.expressions = expressions;
        this.calls = calls;
    }

    static boolean isSort(KqlFunction function) {
        return function.name().equals("array_sort_asc") || function.name().equals("array_sort_desc");
    }

    /** The columns of a call, each an element of the array that the function returns; null when the function makes one value. */
    @Nullable
    List<NamedExpression> bind(Expression.Call call) {
        KqlFunction function = expressions.session.functions.scalar(call.name());
        if (function == null || (function.tuple().isEmpty() && !isSort(function))) {
            return null;
        }
        expressions.session.allowed(function, call.nameSpan());
        return isSort(function) ? sorted(function, call) : columns(function, call);
    }

    private List<NamedExpression> columns(KqlFunction function, Expression.Call call) {
        BoundExpression array = calls.plain(function, call);
        Names names = new Names(expressions.session, expressions.scope);
        String first = names.of(call.arguments().get(0).value());
        String prefix = function.name() + "_" + (first == null ? "" : first) + "_";
        List<NamedExpression> columns = new ArrayList<>();
        for (int i = 0; i < function.tuple().size(); i++) {
            Column column = function.tuple().get(i);
            columns.add(new NamedExpression(prefix + column.name(), element(array, i, column.type())));
        }
        return columns;
    }

    private BoundExpression element(BoundExpression array, long index, KqlType type) {
        BoundExpression element = new BoundExpression.Path(array, new Constant(KqlType.LONG, index));
        return expressions.typing.branch(element, type);
    }

    private List<NamedExpression> sorted(KqlFunction function, Expression.Call call) {
        Call array = sort(function, call);
        long arrays = array.arguments().stream()
                .filter(argument -> argument.type() == KqlType.DYNAMIC)
                .count();
        Names names = new Names(expressions.session, expressions.scope);
        List<NamedExpression> columns = new ArrayList<>();
        for (int i = 0; i < arrays; i++) {
            String name = names.of(call.arguments().get(i).value());
            BoundExpression column =
                    arrays == 1 ? array : new BoundExpression.Path(array, new Constant(KqlType.LONG, (long) i));
            columns.add(new NamedExpression((name == null ? "array" + i : name) + "_sorted", column));
        }
        return columns;
    }

    /** The call itself: arrays, and whether nulls come last. */
    Call sort(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        List<BoundExpression> arguments = calls.bindAll(written);
        int last = arguments.size() - 1;
        BoundExpression flag = last > 0 && arguments.get(last).type() == KqlType.BOOL ? arguments.get(last) : null;
        List<BoundExpression> arrays = flag == null ? arguments : arguments.subList(0, last);
        new Arguments(expressions.typing).match(function, call, written.subList(0, arrays.size()), arrays, false);
        if (flag != null && !(flag instanceof Constant)) {
            throw Session.semantic(
                    "whether nulls come last must be the same for all rows",
                    written.get(last).span(),
                    null);
        }
        return new Call(function, arguments, KqlType.DYNAMIC);
    }
}
