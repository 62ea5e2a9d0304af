package io.adxflow.kql.values;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way into a dynamic tree: {@code $.a.b[0]}, {@code $['a b'].c}; a text that does not begin with {@code $} is one key. A text that is no path leads nowhere.
 */
public final class JsonPath {
    private final List<Object> steps;
    private final boolean isValid;

    private JsonPath(List<Object> steps, boolean isValid) {
        this.steps = steps;
        this.isValid = isValid;
    }

    /** Reads a path. */
    public static JsonPath of(String text) {
        if (!text.startsWith("$")) {
            return new JsonPath(List.of(text), true);
        }
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            if (steps.size() == JsonScanner.MAX_DEPTH) {
                return new JsonPath(steps, false);
            }
            char c = text.charAt(at);
            if (c == '.') {
                int end = at + 1;
                while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
                    end++;
                }
                if (end == at + 1) {
                    if (text.startsWith("[", end)) {
                        at = end;
                        continue;
                    }
                    return new JsonPath(steps, false);
                }
                steps.add(text.substring(at + 1, end));
                at = end;
                continue;
            }
            int close = c == '[' ? text.indexOf(']', at) : -1;
            if (close < 0) {
                return new JsonPath(steps, false);
            }
            String inside = text.substring(at + 1, close).strip();
            if (inside.length() >= 2 && (inside.startsWith("'") || inside.startsWith("\""))) {
                steps.add(inside.substring(1, inside.length() - 1));
            } else {
                Long index = Numbers.parseLong(inside);
                if (index == null) {
                    return new JsonPath(steps, false);
                }
                steps.add(index);
            }
            at = close + 1;
        }
        return new JsonPath(steps, true);
    }

    /** The key that the path is, when it has no other steps; else null. */
    public @Nullable String key() {
        return isValid && steps.size() == 1 && steps.get(0) instanceof String key ? key : null;
    }

    /** What stands there; null when nothing does. */
    public @Nullable Object find(@Nullable Object tree) {
        Object value = isValid ? tree : null;
        for (Object step : steps) {
            value = part(value, step);
        }
        return value;
    }

    /** Whether anything stands there, be it null. */
    public boolean isIn(@Nullable Object tree) {
        if (!isValid || steps.isEmpty()) {
            return false;
        }
        Object parent = new JsonPath(steps.subList(0, steps.size() - 1), true).find(tree);
        Object last = steps.get(steps.size() - 1);
        return last instanceof Long
                ? part(parent, last) != null
                : parent instanceof Map<?, ?> map && map.containsKey(last);
    }

    /** A copy of the tree without what stands there. */
    public @Nullable Object without(@Nullable Object tree) {
        return isValid && !steps.isEmpty() ? changed(tree, 0, null, true) : tree;
    }

    /** A copy of the tree in which a value stands there; bags on the way are made. */
    public @Nullable Object with(@Nullable Object tree, @Nullable Object value) {
        return isValid && !steps.isEmpty() ? changed(tree, 0, value, false) : tree;
    }

    private @Nullable Object changed(@Nullable Object tree, int depth, @Nullable Object value, boolean remove) {
        boolean isLast = depth == steps.size() - 1;
        if (!(steps.get(depth) instanceof String key) || (!(tree instanceof Map) && (remove || tree != null))) {
            return tree;
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((name, field) -> copy.put((String) name, field));
        }
        if (isLast && remove) {
            copy.remove(key);
        } else if (!remove || copy.containsKey(key)) {
            copy.put(key, isLast ? value : changed(copy.get(key), depth + 1, value, remove));
        }
        return copy;
    }

    private static @Nullable Object part(@Nullable Object value, Object step) {
        if (step instanceof Long index) {
            if (!(value instanceof List<?> list)) {
                return null;
            }
            long at = index < 0 ? index + list.size() : index;
            return at >= 0 && at < list.size() ? list.get((int) at) : null;
        }
        return value instanceof Map<?, ?> map ? map.get(step) : null;
    }
}
