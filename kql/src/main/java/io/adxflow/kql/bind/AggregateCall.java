package io.adxflow.kql.bind;

import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.types.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A calculation over the rows of a group.
 *
 * @param function never one that ends with {@code if}: its condition is the filter
 * @param arguments over the operator's input. {@code percentile(x, p)} has both, {@code arg_max(m, a, b)} the measure and what is
 *     returned, {@code take_any(a, b)} all that comes from one row
 * @param filter only rows for which it is true count; null when all do
 * @param outputs the columns that it makes: one, but as many as arguments for {@code arg_max}, {@code arg_min} and {@code take_any}
 */
public record AggregateCall(
        KqlFunction function, List<BoundExpression> arguments, @Nullable BoundExpression filter, List<Column> outputs) {
    public AggregateCall {
        arguments = List.copyOf(arguments);
        outputs = List.copyOf(outputs);
    }
}
