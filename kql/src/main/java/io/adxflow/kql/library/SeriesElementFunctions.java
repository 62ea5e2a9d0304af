package io.adxflow.kql.library;

import io.adxflow.kql.values.Conversions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code series_…} functions of each element, or of each pair of elements: what is no number, or has no partner, gives null. A number instead of an array stands for an
 * array of it.
 */
final class SeriesElementFunctions {
    private SeriesElementFunctions() {}

    static void addTo(Library library) {
        of(library, "acos", Math::acos);
        of(library, "asin", Math::asin);
        of(library, "atan", Math::atan);
        of(library, "cos", Math::cos);
        of(library, "sin", Math::sin);
        of(library, "tan", Math::tan);
        of(library, "exp", Math::exp);
        of(library, "log", Math::log);
        of(library, "ceiling", Math::ceil);
        of(library, "floor", Math::floor);
        keepingType(library, "abs", Math::abs);
        keepingType(library, "sign", Math::signum);
        pair(
                library,
                "add",
                (a, b) -> bothWhole(a, b)
                        ? (Object) (a.longValue() + b.longValue())
                        : (Object) (a.doubleValue() + b.doubleValue()));
        pair(
                library,
                "subtract",
                (a, b) -> bothWhole(a, b)
                        ? (Object) (a.longValue() - b.longValue())
                        : (Object) (a.doubleValue() - b.doubleValue()));
        pair(
                library,
                "multiply",
                (a, b) -> bothWhole(a, b)
                        ? (Object) (a.longValue() * b.longValue())
                        : (Object) (a.doubleValue() * b.doubleValue()));
        pair(library, "divide", (a, b) -> a.doubleValue() / b.doubleValue());
        pair(library, "pow", (a, b) -> Math.pow(a.doubleValue(), b.doubleValue()));
        pair(library, "equals", (a, b) -> a.doubleValue() == b.doubleValue());
        pair(library, "not_equals", (a, b) -> a.doubleValue() != b.doubleValue());
        pair(library, "less", (a, b) -> a.doubleValue() < b.doubleValue());
        pair(library, "less_equals", (a, b) -> a.doubleValue() <= b.doubleValue());
        pair(library, "greater", (a, b) -> a.doubleValue() > b.doubleValue());
        pair(library, "greater_equals", (a, b) -> a.doubleValue() >= b.doubleValue());
    }

    private static boolean bothWhole(Number a, Number b) {
        return a instanceof Long && b instanceof Long;
    }

    private static void of(Library library, String name, DoubleUnaryOperator function) {
        each(library, name, one -> function.applyAsDouble(one.doubleValue()));
    }

    private static void keepingType(Library library, String name, DoubleUnaryOperator function) {
        each(library, name, one -> {
            double value = function.applyAsDouble(one.doubleValue());
            return one instanceof Long ? (Object) (long) value : (Object) value;
        });
    }

    private static void each(Library library, String name, java.util.function.Function<Number, Object> function) {
        library.add("series_" + name, a -> {
            List<@Nullable Object> series = Arguments.array(a[0]);
            if (series == null) {
                return null;
            }
            List<@Nullable Object> result = new ArrayList<>(series.size());
            for (Object one : series) {
                result.add(one instanceof Number number ? function.apply(number) : null);
            }
            return result;
        });
    }

    private interface PairFunction {
        Object apply(Number left, Number right);
    }

    private static void pair(Library library, String name, PairFunction function) {
        library.add("series_" + name, a -> {
            List<@Nullable Object> left = Arguments.array(a[0]);
            List<@Nullable Object> right = Arguments.array(a[1]);
            if (left == null && right == null) {
                return null;
            }
            int size = Math.max(left == null ? 0 : left.size(), right == null ? 0 : right.size());
            List<@Nullable Object> result = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                Number first = element(a[0], left, i);
                Number second = element(a[1], right, i);
                result.add(first == null || second == null ? null : function.apply(first, second));
            }
            return result;
        });
    }

    private static @Nullable Number element(
            @Nullable Object value, @Nullable List<@Nullable Object> series, int index) {
        Object one = series == null ? value : index < series.size() ? series.get(index) : null;
        if (series == null && !(one instanceof Number)) {
            return Conversions.toReal(one);
        }
        return one instanceof Number number ? number : null;
    }
}
