package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.array;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.ValueSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Arrays. */
final class ArrayFunctions {
    private ArrayFunctions() {}

    static void addTo(Library library) {
        library.add(
                "array_length",
                a -> array(a[0]) == null ? null : (Long) (long) list(a[0]).size());
        library.add("array_concat", ArrayFunctions::concat);
        library.add("array_reverse", a -> array(a[0]) == null ? null : reversed(list(a[0])));
        library.add("array_slice", a -> array(a[0]) == null ? null : slice(list(a[0]), whole(a, 1), whole(a, 2)));
        library.add("array_rotate_left", a -> array(a[0]) == null ? null : rotated(list(a[0]), whole(a, 1)));
        library.add("array_rotate_right", a -> array(a[0]) == null ? null : rotated(list(a[0]), -whole(a, 1)));
        library.addLenient("array_shift_left", a -> shifted(a, 1));
        library.addLenient("array_shift_right", a -> shifted(a, -1));
        library.add("array_split", a -> array(a[0]) == null ? null : split(list(a[0]), Arguments.rest(a, 1)));
        library.addLenient("array_index_of", ArrayFunctions::indexOf);
        library.add("array_sum", a -> sum(a[0]));
        library.add("array_iff", ArrayFunctions::arrayIff);
        library.addLenient("array_sort_asc", a -> sorted(a, false));
        library.addLenient("array_sort_desc", a -> sorted(a, true));
        library.addLenient("pack_array", a -> new ArrayList<>(Arrays.asList(a.clone())));
        library.addLenient("zip", ArrayFunctions::zip);
        library.addLenient("repeat", a -> repeat(a[0], a[1]));
        library.add("range", ArrayFunctions::range);
    }

    private static List<@Nullable Object> list(@Nullable Object value) {
        List<@Nullable Object> array = array(value);
        return array == null ? List.of() : array;
    }

    private static @Nullable Object concat(@Nullable Object[] a) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object one : a) {
            if (array(one) == null) {
                return null;
            }
            all.addAll(list(one));
        }
        return all;
    }

    private static List<@Nullable Object> reversed(List<@Nullable Object> array) {
        List<@Nullable Object> result = new ArrayList<>(array);
        Collections.reverse(result);
        return result;
    }

    /** Both ends included; from the end when negative; what is out of bounds is not there. */
    private static List<@Nullable Object> slice(List<@Nullable Object> array, long start, long end) {
        long from = Math.max(0, start < 0 ? start + array.size() : start);
        long to = Math.min(array.size() - 1L, end < 0 ? end + array.size() : end);
        return from > to ? new ArrayList<>() : new ArrayList<>(array.subList((int) from, (int) to + 1));
    }

    private static List<@Nullable Object> rotated(List<@Nullable Object> array, long left) {
        List<@Nullable Object> result = new ArrayList<>(array);
        if (!result.isEmpty()) {
            Collections.rotate(result, -(int) (left % result.size()));
        }
        return result;
    }

    private static @Nullable Object shifted(@Nullable Object[] a, int sign) {
        Long count = a[0] == null ? null : Conversions.toLong(a[1]);
        List<@Nullable Object> array = array(a[0]);
        if (array == null || count == null) {
            return null;
        }
        boolean hasTexts = array.stream().anyMatch(one -> one instanceof String);
        Object filler = a.length > 2 ? a[2] : hasTexts ? "" : null;
        List<@Nullable Object> result = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            long from = i + sign * count;
            result.add(from >= 0 && from < array.size() ? array.get((int) from) : filler);
        }
        return result;
    }

    private static List<@Nullable Object> split(List<@Nullable Object> array, List<@Nullable Object> borders) {
        List<@Nullable Object> parts = new ArrayList<>();
        int from = 0;
        for (Object one : borders) {
            Long border = Conversions.toLong(one);
            long at = border == null ? from : border < 0 ? border + array.size() : border;
            int to = (int) Math.max(from, Math.min(array.size(), at));
            parts.add(new ArrayList<>(array.subList(from, to)));
            from = to;
        }
        parts.add(new ArrayList<>(array.subList(from, array.size())));
        return parts;
    }

    private static @Nullable Long indexOf(@Nullable Object[] a) {
        List<@Nullable Object> array = array(a[0]);
        long start = whole(a, 2, 0);
        long length = whole(a, 3, -1);
        long occurrence = whole(a, 4, 1);
        if (array == null || occurrence < 0 || length < -1) {
            return null;
        }
        long from = start < 0 ? Math.max(0, start + array.size()) : start;
        long to = length < 0 ? array.size() : Math.min(array.size(), from + length);
        long left = Math.max(1, occurrence);
        for (long i = from; i < to; i++) {
            if (DynamicValue.same(array.get((int) i), a[1]) && --left == 0) {
                return i;
            }
        }
        return -1L;
    }

    private static @Nullable Double sum(@Nullable Object value) {
        double sum = 0;
        if (array(value) == null) {
            return null;
        }
        for (Object one : list(value)) {
            if (!(one instanceof Number number)) {
                return null;
            }
            sum += number.doubleValue();
        }
        return sum;
    }

    private static @Nullable Object arrayIff(@Nullable Object[] a) {
        if (array(a[0]) == null) {
            return null;
        }
        List<@Nullable Object> result = new ArrayList<>();
        for (int i = 0; i < list(a[0]).size(); i++) {
            Object condition = list(a[0]).get(i);
            Boolean choice = (condition instanceof Boolean || condition instanceof Number)
                    ? Conversions.toBool(condition)
                    : null;
            result.add(choice == null ? null : element(choice ? a[1] : a[2], i));
        }
        return result;
    }

    private static @Nullable Object element(@Nullable Object value, int index) {
        List<@Nullable Object> array = array(value);
        return array == null ? value : index < array.size() ? array.get(index) : null;
    }

    /** One array sorted; of several an array of them, all in the order of the first: one of another length is null. */
    private static @Nullable Object sorted(@Nullable Object[] a, boolean descending) {
        boolean hasFlag = a[a.length - 1] instanceof Boolean;
        boolean nullsLast = !hasFlag || Boolean.TRUE.equals(a[a.length - 1]);
        int arrays = hasFlag ? a.length - 1 : a.length;
        List<@Nullable Object> first = array(a[0]);
        if (first == null) {
            return null;
        }
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, first.size()).forEach(order::add);
        order.sort((left, right) -> compare(first.get(left), first.get(right), descending, nullsLast));
        if (arrays == 1) {
            return inOrder(first, order);
        }
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < arrays; i++) {
            List<@Nullable Object> other = array(a[i]);
            all.add(other == null || other.size() != first.size() ? null : inOrder(other, order));
        }
        return all;
    }

    private static List<@Nullable Object> inOrder(List<@Nullable Object> array, List<Integer> order) {
        List<@Nullable Object> result = new ArrayList<>(array.size());
        order.forEach(index -> result.add(array.get(index)));
        return result;
    }

    private static int compare(@Nullable Object left, @Nullable Object right, boolean descending, boolean nullsLast) {
        if (left == null || right == null) {
            int order = Boolean.compare(left == null, right == null);
            return nullsLast ? order : -order;
        }
        return descending ? compare(right, left) : compare(left, right);
    }

    /** Numbers and times, then texts, then GUIDs, then all else. */
    private static int compare(@Nullable Object left, @Nullable Object right) {
        int order = Integer.compare(rank(left), rank(right));
        if (order != 0) {
            return order;
        }
        return switch (rank(left)) {
            case 0 -> DynamicValue.compare(number(left), number(right));
            case 1 -> TextFunctions.compare((String) Arguments.present(left), (String) Arguments.present(right));
            case 2 -> String.valueOf(left).compareTo(String.valueOf(right));
            default -> 0;
        };
    }

    private static int rank(@Nullable Object value) {
        if (value instanceof Number || value instanceof Datetime || value instanceof Timespan) {
            return 0;
        }
        return value instanceof String ? 1 : value instanceof UUID ? 2 : 3;
    }

    private static Number number(@Nullable Object value) {
        return value instanceof Number number ? number : Arguments.ticks(new @Nullable Object[] {value}, 0);
    }

    private static @Nullable Object zip(@Nullable Object[] a) {
        int longest = Arrays.stream(a).mapToInt(one -> list(one).size()).max().orElse(0);
        if (!ValueSize.fits(longest, a.length + 1L)) {
            return null;
        }
        List<@Nullable Object> rows = new ArrayList<>();
        for (int i = 0; i < longest; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (Object one : a) {
                row.add(i < list(one).size() ? list(one).get(i) : null);
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object repeat(@Nullable Object value, @Nullable Object times) {
        Long count = Conversions.toLong(times);
        if (count == null || count < 0) {
            return null;
        }
        long copies = Math.min(count, ValueSize.MOST_ELEMENTS);
        return ValueSize.fits(copies, ValueSize.of(value))
                ? new ArrayList<>(Collections.nCopies((int) copies, value))
                : null;
    }

    private static @Nullable Object range(@Nullable Object[] a) {
        Object start = Arguments.present(a[0]);
        if (start instanceof Datetime || start instanceof Timespan) {
            long step = a.length > 2 ? Arguments.ticks(a, 2) : Timespan.TICKS_PER_HOUR;
            long from = Arguments.ticks(a, 0);
            return steps(count((double) (Arguments.ticks(a, 1) - from), (double) step), i -> {
                long ticks = from + i * step;
                return start instanceof Datetime ? Conversions.toDatetime(ticks) : new Timespan(ticks);
            });
        }
        if (start instanceof Long from && a[1] instanceof Long to && (a.length < 3 || a[2] instanceof Long)) {
            long step = whole(a, 2, 1);
            return steps(count((double) to - (double) from, (double) step), i -> from + i * step);
        }
        double from = Arguments.real(a, 0);
        double step = a.length > 2 ? Arguments.real(a, 2) : 1;
        return steps(count(Arguments.real(a, 1) - from, step), i -> from + i * step);
    }

    private static long count(double distance, double step) {
        return step == 0 || distance / step < 0 || Double.isNaN(distance / step)
                ? 0
                : (long) Math.min(ValueSize.MOST_ELEMENTS, Math.floor(distance / step) + 1);
    }

    private static List<@Nullable Object> steps(long count, java.util.function.LongFunction<@Nullable Object> value) {
        List<@Nullable Object> all = new ArrayList<>((int) count);
        IntStream.range(0, (int) count).forEach(i -> all.add(value.apply(i)));
        return all;
    }
}
