package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.array;

import io.adxflow.kql.values.DynamicValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Arrays as sets: equal values once, in the order in which they were first met. */
final class SetFunctions {
    private SetFunctions() {}

    static void addTo(Library library) {
        library.add("set_union", a -> {
            List<@Nullable Object> union = new ArrayList<>();
            for (Object one : a) {
                if (array(one) == null) {
                    return null;
                }
                union.addAll(Arguments.rest(new @Nullable Object[] {one}, 0));
            }
            return distinct(union);
        });
        library.add("set_intersect", a -> filtered(a, true));
        library.add("set_difference", a -> filtered(a, false));
        library.add("set_has_element", a -> {
            List<@Nullable Object> set = array(a[0]);
            return set == null ? null : (Boolean) contains(set, a[1]);
        });
        library.add("set_equals", a -> {
            List<@Nullable Object> left = array(a[0]);
            List<@Nullable Object> right = array(a[1]);
            return (left == null || right == null) ? null : (Boolean) keys(left).equals(keys(right));
        });
        library.add("jaccard_index", a -> jaccard(array(a[0]), array(a[1])));
    }

    private static @Nullable Object filtered(@Nullable Object[] a, boolean inAll) {
        List<@Nullable Object> first = array(a[0]);
        if (first == null) {
            return null;
        }
        List<@Nullable Object> result = first;
        for (int i = 1; i < a.length; i++) {
            List<@Nullable Object> other = array(a[i]);
            if (other == null) {
                return null;
            }
            Set<Object> keys = keys(other);
            List<@Nullable Object> kept = new ArrayList<>();
            for (Object one : result) {
                if (keys.contains(key(one)) == inAll) {
                    kept.add(one);
                }
            }
            result = kept;
        }
        return distinct(result);
    }

    private static Set<Object> keys(List<@Nullable Object> values) {
        Set<Object> keys = new HashSet<>();
        for (Object one : values) {
            keys.add(key(one));
        }
        return keys;
    }

    private static List<@Nullable Object> distinct(List<@Nullable Object> values) {
        List<@Nullable Object> distinct = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Object one : values) {
            if (seen.add(key(one))) {
                distinct.add(one);
            }
        }
        return distinct;
    }

    /** Equal for what {@link DynamicValue#same} finds equal. */
    private static Object key(@Nullable Object value) {
        if (value == null) {
            return SetFunctions.class;
        }
        return value instanceof Long whole && Math.abs(whole) < 1L << 53 ? (Object) whole.doubleValue() : value;
    }

    private static boolean contains(List<@Nullable Object> set, @Nullable Object value) {
        for (Object one : set) {
            if (DynamicValue.same(one, value)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Double jaccard(
            @Nullable List<@Nullable Object> left, @Nullable List<@Nullable Object> right) {
        if (left == null || right == null) {
            return null;
        }
        Set<Object> a = keys(left);
        Set<Object> b = keys(right);
        long common = a.stream().filter(b::contains).count();
        long all = a.size() + b.size() - common;
        return all == 0 ? (Double) Double.NaN : (Double) ((double) common / all);
    }
}
