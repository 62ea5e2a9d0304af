package io.adxflow.kql.bind;

import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.types.KqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A calculation of one value from the values of one row. Immutable; one object may stand at several places of a tree. */
public sealed interface BoundExpression {

    /** The type of the value, never {@link KqlType#UNKNOWN}. */
    KqlType type();

    /** A value that is the same for every row. */
    record Constant(KqlType type, @Nullable Object value) implements BoundExpression {}

    /**
     * A column of the input.
     *
     * @param index its position there
     */
    record ColumnRef(int index, String name, KqlType type) implements BoundExpression {}

    /**
     * A call of a scalar function or an operator. Lists of {@code in}, {@code has_any} and the like are arguments: the first is what is looked for
     * ({@code x in (1, 2)} has the arguments {@code x, 1, 2}); a {@code dynamic} among the others is an array of values, or one value.
     */
    record Call(KqlFunction function, List<BoundExpression> arguments, KqlType type) implements BoundExpression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A part of a {@code dynamic}: {@code d.a}, {@code d["a"]}, {@code d[0]}, {@code d[-1]}, {@code d[x]}.
     *
     * @param key a {@code string} (key of a bag), a {@code long} (index of an array, from the end when negative) or a {@code dynamic} (either)
     */
    record Path(BoundExpression target, BoundExpression key) implements BoundExpression {
        @Override
        public KqlType type() {
            return KqlType.DYNAMIC;
        }
    }

    /**
     * A conversion that the language does by itself: {@code int} to {@code long} to {@code real}, those to {@code decimal}, {@code bool} to a number where it is compared with one,
     * and any value to the {@code dynamic} that holds it, where branches of {@code iff} or {@code case} have no common type. All others are calls: {@code tolong}, {@code tostring}.
     */
    record Cast(BoundExpression operand, KqlType type) implements BoundExpression {}

    /** The first cell of a query that does not depend on the row; null when it has no row. */
    record ToScalar(BoundOperator query, KqlType type) implements BoundExpression {}

    /**
     * {@code x in (T | project c)} and the like.
     *
     * @param function {@code in}, {@code !in}, {@code in~}, {@code !in~}, {@code has_any} or {@code has_all}
     * @param query whose first column is the list; it does not depend on the row
     */
    record InQuery(KqlFunction function, BoundExpression operand, BoundOperator query) implements BoundExpression {
        @Override
        public KqlType type() {
            return KqlType.BOOL;
        }
    }

    /** A call of a window function: {@code prev}, {@code next}, {@code row_number}, … over the rows of the operator's input in their order. */
    record WindowCall(KqlFunction function, List<BoundExpression> arguments, KqlType type) implements BoundExpression {
        public WindowCall {
            arguments = List.copyOf(arguments);
        }
    }
}
