package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.array;
import static io.adxflow.kql.library.Arguments.isTrue;

import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.ValueSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code series_…} functions of a whole series: filters, fills, sums, lines, statistics. */
final class SeriesFunctions {
    private SeriesFunctions() {}

    static void addTo(Library library) {
        library.add(
                "series_sum",
                a -> array(a[0]) == null
                        ? null
                        : (Double) Arrays.stream(numbers(a[0])).sum());
        library.add(
                "series_product",
                a -> array(a[0]) == null
                        ? null
                        : (Double) Arrays.stream(numbers(a[0])).reduce(1, (x, y) -> x * y));
        library.add(
                "series_magnitude",
                a -> array(a[0]) == null
                        ? null
                        : (Double) Math.sqrt(
                                Arrays.stream(numbers(a[0])).map(x -> x * x).sum()));
        library.add("series_dot_product", a -> dot(a[0], a[1]));
        library.add("series_cosine_similarity", SeriesFunctions::cosine);
        library.add("series_pearson_correlation", a -> pearson(a[0], a[1]));
        library.addLenient("series_fill_const", a -> filled(a[0], a.length > 2 ? a[2] : null, (series, i) -> a[1]));
        library.addLenient("series_fill_forward", a -> filledFrom(a, -1));
        library.addLenient("series_fill_backward", a -> filledFrom(a, 1));
        library.addLenient("series_fill_linear", SeriesFunctions::filledLinear);
        library.add("series_fir", SeriesFunctions::fir);
        library.add("series_iir", a -> iir(numbers(a[0]), numbers(a[1]), numbers(a[2])));
        library.add("series_stats_dynamic", a -> array(a[0]) == null ? null : stats(array(a[0]), isTrue(a, 1, false)));
        library.add("series_stats", a -> elements(stats(array(a[0]), isTrue(a, 1, false)), 7));
        library.add("series_fit_line", a -> elements(line(numbers(a[0])), 6));
        library.add("series_fit_line_dynamic", a -> array(a[0]) == null ? null : line(numbers(a[0])));
    }

    private static double[] numbers(@Nullable Object value) {
        List<@Nullable Object> series = array(value);
        return series == null
                ? new double[0]
                : series.stream()
                        .filter(one -> one instanceof Number)
                        .mapToDouble(one -> ((Number) Arguments.present(one)).doubleValue())
                        .toArray();
    }

    private static @Nullable Double dot(@Nullable Object left, @Nullable Object right) {
        boolean leftIsScalar = array(left) == null;
        boolean rightIsScalar = array(right) == null;
        double[] a = numbers(left);
        double[] b = numbers(right);
        int size = leftIsScalar ? b.length : rightIsScalar ? a.length : Math.min(a.length, b.length);
        Double scalar = Conversions.toReal(leftIsScalar ? left : rightIsScalar ? right : null);
        if (size == 0 || (leftIsScalar && rightIsScalar) || ((leftIsScalar || rightIsScalar) && scalar == null)) {
            return null;
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += scalar == null ? a[i] * b[i] : scalar * (leftIsScalar ? b[i] : a[i]);
        }
        return sum;
    }

    private static @Nullable Double cosine(@Nullable Object[] a) {
        Double dot = array(a[0]) == null || array(a[1]) == null ? null : dot(a[0], a[1]);
        if (dot == null) {
            return null;
        }
        int size = Math.min(numbers(a[0]).length, numbers(a[1]).length);
        double first = a.length > 2 ? Arguments.real(a, 2) : magnitude(numbers(a[0]), size);
        double second = a.length > 3 ? Arguments.real(a, 3) : magnitude(numbers(a[1]), size);
        return dot / (first * second);
    }

    private static double magnitude(double[] series, int size) {
        return Math.sqrt(Arrays.stream(series, 0, size).map(x -> x * x).sum());
    }

    private static @Nullable Double pearson(@Nullable Object left, @Nullable Object right) {
        double[] a = numbers(left);
        double[] b = numbers(right);
        if (a.length == 0 || a.length != b.length) {
            return null;
        }
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double both = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return both / Math.sqrt(squaresA * squaresB);
    }

    private interface Filler {
        @Nullable
        Object value(List<@Nullable Object> series, int index);
    }

    private static boolean isMissing(@Nullable Object value, @Nullable Object placeholder) {
        return value == null
                ? placeholder == null || Double.valueOf(Double.NaN).equals(placeholder)
                : DynamicValue.same(value, placeholder);
    }

    private static @Nullable Object filled(@Nullable Object value, @Nullable Object placeholder, Filler filler) {
        List<@Nullable Object> series = array(value);
        if (series == null) {
            return null;
        }
        List<@Nullable Object> result = new ArrayList<>(series);
        for (int i = 0; i < series.size(); i++) {
            if (isMissing(series.get(i), placeholder)) {
                result.set(i, filler.value(series, i));
            }
        }
        return result;
    }

    private static @Nullable Object filledFrom(@Nullable Object[] a, int direction) {
        List<@Nullable Object> series = array(a[0]);
        Object placeholder = a.length > 1 ? a[1] : null;
        if (series == null) {
            return null;
        }
        List<@Nullable Object> result = new ArrayList<>(series);
        for (int step = 1; step < series.size(); step++) {
            int i = direction < 0 ? step : series.size() - 1 - step;
            if (isMissing(result.get(i), placeholder)) {
                result.set(i, result.get(i + direction));
            }
        }
        return result;
    }

    private static @Nullable Object filledLinear(@Nullable Object[] a) {
        List<@Nullable Object> series = array(a[0]);
        if (series == null) {
            return null;
        }
        Object placeholder = a.length > 1 ? a[1] : null;
        boolean edges = isTrue(a, 2, true);
        Object constant = a.length > 3 ? a[3] : (Object) 0L;
        int[] known = java.util.stream.IntStream.range(0, series.size())
                .filter(i -> !isMissing(series.get(i), placeholder) && series.get(i) instanceof Number)
                .toArray();
        boolean whole = Arrays.stream(known).allMatch(i -> series.get(i) instanceof Long);
        int[] next = {0};
        return filled(series, placeholder, (all, i) -> {
            if (known.length == 0) {
                return constant;
            }
            while (next[0] < known.length && known[next[0]] < i) {
                next[0]++;
            }
            if (next[0] == 0 || next[0] == known.length) {
                return edges ? all.get(known[next[0] == 0 ? 0 : known.length - 1]) : all.get(i);
            }
            int before = known[next[0] - 1];
            int behind = known[next[0]];
            double from = ((Number) Arguments.present(all.get(before))).doubleValue();
            double to = ((Number) Arguments.present(all.get(behind))).doubleValue();
            double value = from + (to - from) * (i - before) / (behind - before);
            return whole ? (Object) Math.round(value) : (Object) value;
        });
    }

    /** Whether a filter that is itself data takes no longer than one of a hundred weights over the longest series. */
    private static boolean isWithinWork(long points, long weights) {
        return points * weights <= 100L * ValueSize.MOST_ELEMENTS;
    }

    /** A moving weighted sum; from the point backwards, or around it. */
    private static @Nullable Object fir(@Nullable Object[] a) {
        List<@Nullable Object> series = array(a[0]);
        double[] filter = numbers(a[1]);
        if (series == null || filter.length == 0 || !isWithinWork(series.size(), filter.length)) {
            return null;
        }
        boolean hasNegative = Arrays.stream(filter).anyMatch(x -> x < 0);
        boolean normalize = isTrue(a, 2, !hasNegative);
        if (normalize && hasNegative) {
            return null;
        }
        double divisor = normalize ? Arrays.stream(filter).sum() : 1;
        int shift = isTrue(a, 3, false) ? filter.length / 2 : 0;
        List<@Nullable Object> result = new ArrayList<>(series.size());
        for (int i = 0; i < series.size(); i++) {
            double sum = 0;
            for (int k = 0; k < filter.length; k++) {
                int from = i + shift - k;
                Object value = from >= 0 && from < series.size() ? series.get(from) : null;
                sum += value instanceof Number number ? number.doubleValue() * filter[k] : 0;
            }
            result.add(sum / divisor);
        }
        return result;
    }

    /** {@code a0 y[i] = b0 x[i] + b1 x[i-1] + … - a1 y[i-1] - …}. */
    private static @Nullable Object iir(double[] x, double[] b, double[] a) {
        if (a.length == 0 || a[0] == 0 || !isWithinWork(x.length, (long) a.length + b.length)) {
            return null;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (int k = 0; k < b.length && k <= i; k++) {
                sum += b[k] * x[i - k];
            }
            for (int k = 1; k < a.length && k <= i; k++) {
                sum -= a[k] * y[i - k];
            }
            y[i] = sum / a[0];
        }
        return list(y);
    }

    private static List<@Nullable Object> list(double[] values) {
        List<@Nullable Object> list = new ArrayList<>(values.length);
        Arrays.stream(values).forEach(list::add);
        return list;
    }

    private static @Nullable Object stats(@Nullable List<@Nullable Object> series, boolean ignoreNonFinite) {
        if (series == null || series.isEmpty()) {
            return null;
        }
        int minAt = -1;
        int maxAt = -1;
        double[] finite = new double[series.size()];
        int count = 0;
        for (int i = 0; i < series.size(); i++) {
            double value = series.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!Double.isFinite(value)) {
                if (!ignoreNonFinite) {
                    return null;
                }
                continue;
            }
            minAt = minAt < 0 || value < valueAt(series, minAt) ? i : minAt;
            maxAt = maxAt < 0 || value > valueAt(series, maxAt) ? i : maxAt;
            finite[count++] = value;
        }
        if (count == 0) {
            return null;
        }
        double sum = Arrays.stream(finite, 0, count).sum();
        double mean = sum / count;
        double squares = Arrays.stream(finite, 0, count)
                .map(x -> (x - mean) * (x - mean))
                .sum();
        double variance = count < 2 ? 0 : squares / (count - 1);
        Map<String, @Nullable Object> stats = new LinkedHashMap<>();
        stats.put("min", valueAt(series, minAt));
        stats.put("min_idx", (long) minAt);
        stats.put("max", valueAt(series, maxAt));
        stats.put("max_idx", (long) maxAt);
        stats.put("avg", mean);
        stats.put("stdev", Math.sqrt(variance));
        stats.put("variance", variance);
        stats.put("sum", sum);
        stats.put("len", (long) count);
        return stats;
    }

    /** The first values of a bag in its order, which is that of the columns that the function makes. */
    private static @Nullable Object elements(@Nullable Object bag, int count) {
        Map<String, @Nullable Object> values = Arguments.bag(bag);
        return values == null ? null : new ArrayList<>(new ArrayList<>(values.values()).subList(0, count));
    }

    private static double valueAt(List<@Nullable Object> series, int index) {
        return ((Number) Arguments.present(series.get(index))).doubleValue();
    }

    /** Least squares over the positions from 0. */
    private static @Nullable Object line(double[] y) {
        int n = y.length;
        if (n < 2) {
            return null;
        }
        double meanX = (n - 1) / 2.0;
        double meanY = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            xy += (i - meanX) * (y[i] - meanY);
            xx += (i - meanX) * (i - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double slope = xy / xx;
        double interception = meanY - slope * meanX;
        double[] fit = new double[n];
        double rest = 0;
        for (int i = 0; i < n; i++) {
            fit[i] = interception + slope * i;
            rest += (y[i] - fit[i]) * (y[i] - fit[i]);
        }
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("rsquare", yy == 0 ? 1.0 : 1 - rest / yy);
        line.put("slope", slope);
        line.put("variance", yy / (n - 1));
        line.put("rvariance", rest / (n - 1));
        line.put("interception", interception);
        line.put("line_fit", list(fit));
        return line;
    }
}
