package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.array;
import static io.adxflow.kql.library.Arguments.bag;
import static io.adxflow.kql.library.Arguments.text;

import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.JsonPath;
import io.adxflow.kql.values.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bags. A key may be a path of JSON: {@code $.a.b}. The order of keys is that in which they were added. */
final class BagFunctions {
    /** Paths of several steps that one call takes out; further ones stay. */
    private static final int MOST_PATHS = 1024;

    private BagFunctions() {}

    static void addTo(Library library) {
        library.addLenient("bag_pack", BagFunctions::pack);
        library.addLenient("pack_all", BagFunctions::packPresent);
        library.add(
                "bag_keys",
                a -> bag(a[0]) == null
                        ? null
                        : new ArrayList<Object>(present(a[0]).keySet()));
        library.addLenient("bag_merge", BagFunctions::merge);
        library.add(
                "bag_has_key",
                a -> bag(a[0]) == null
                        ? null
                        : (Boolean) JsonPath.of(text(a, 1)).isIn(a[0]));
        library.add("bag_remove_keys", BagFunctions::remove);
        library.addLenient("bag_set_key", BagFunctions::set);
        library.addLenient("bag_zip", BagFunctions::zip);
        library.add(
                "dynamic_to_json",
                a -> array(a[0]) == null && bag(a[0]) == null
                        ? Conversions.toText(a[0])
                        : JsonText.write(sorted(a[0])));
        library.add("extract_json", a -> {
            Object found = JsonPath.of(text(a, 0)).find(a[1] instanceof String json ? JsonText.parse(json) : a[1]);
            return found == null ? null : Conversions.toText(found);
        });
    }

    private static Map<String, @Nullable Object> present(@Nullable Object value) {
        Map<String, @Nullable Object> bag = bag(value);
        return bag == null ? Map.of() : bag;
    }

    private static Object pack(@Nullable Object[] a) {
        Map<String, @Nullable Object> packed = new LinkedHashMap<>();
        for (int i = 0; i + 1 < a.length; i += 2) {
            packed.put(text(a, i), a[i + 1]);
        }
        return packed;
    }

    /** Names and values of columns, those that are neither null nor {@code ""}. */
    private static Object packPresent(@Nullable Object[] a) {
        Map<String, @Nullable Object> packed = new LinkedHashMap<>();
        for (int i = 0; i + 1 < a.length; i += 2) {
            if (a[i + 1] != null && !"".equals(a[i + 1])) {
                packed.put(text(a, i), a[i + 1]);
            }
        }
        return packed;
    }

    private static @Nullable Object merge(@Nullable Object[] a) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        boolean any = false;
        for (Object one : a) {
            any |= bag(one) != null;
            present(one).forEach((key, value) -> {
                if (!merged.containsKey(key)) {
                    merged.put(key, value);
                }
            });
        }
        return any ? merged : null;
    }

    private static @Nullable Object remove(@Nullable Object[] a) {
        if (bag(a[0]) == null) {
            return null;
        }
        // Paths copy what they lead through: those that are keys go at once.
        Map<String, @Nullable Object> kept = new LinkedHashMap<>(present(a[0]));
        List<JsonPath> paths = new ArrayList<>();
        for (Object one : Arguments.rest(a, 1)) {
            JsonPath path = JsonPath.of(Conversions.toText(one));
            if (path.key() != null) {
                kept.remove(path.key());
            } else if (paths.size() < MOST_PATHS) {
                paths.add(path);
            }
        }
        Object result = kept;
        for (JsonPath path : paths) {
            result = path.without(result);
        }
        return result;
    }

    private static @Nullable Object set(@Nullable Object[] a) {
        return bag(a[0]) == null ? null : JsonPath.of(text(a, 1)).with(a[0], a[2]);
    }

    private static @Nullable Object zip(@Nullable Object[] a) {
        List<@Nullable Object> keys = array(a[0]);
        if (keys == null) {
            return null;
        }
        List<@Nullable Object> values = array(a[1]);
        Map<String, @Nullable Object> zipped = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i) instanceof String key) {
                zipped.put(key, values != null && i < values.size() ? values.get(i) : null);
            }
        }
        return zipped;
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (bag(value) != null) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            present(value).forEach((key, field) -> sorted.put(key, sorted(field)));
            return sorted;
        }
        List<@Nullable Object> array = array(value);
        if (array == null) {
            return value;
        }
        List<@Nullable Object> result = new ArrayList<>();
        array.forEach(one -> result.add(sorted(one)));
        return result;
    }
}
