package io.adxflow.kql.values;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic value that is held as raw JSON or as a tree (see {@link io.adxflow.kql.types}). Of raw JSON only what is asked for is read: a
 * path is walked in the bytes, a scalar is compared and converted where it stands. Raw bytes stay their owner's and must not change while
 * the value is used. For one thread.
 */
public final class DynamicValue {
    private final JsonScanner scanner = new JsonScanner();
    private byte[] json = new byte[0];
    private int from;
    private int to;
    private boolean isRaw;
    private boolean hasTree = true;
    private @Nullable Object tree;

    /** Refers to a range of bytes that is one JSON value; blanks around it do not matter. */
    public void setRaw(byte[] bytes, int begin, int end) {
        int start = begin;
        int stop = end;
        while (start < stop && bytes[start] <= ' ' && bytes[start] >= 0) {
            start++;
        }
        while (stop > start && bytes[stop - 1] <= ' ' && bytes[stop - 1] >= 0) {
            stop--;
        }
        json = bytes;
        from = start;
        to = stop;
        isRaw = true;
        hasTree = false;
        tree = null;
    }

    /** Holds a tree. */
    public void setTree(@Nullable Object value) {
        tree = value;
        hasTree = true;
        isRaw = false;
    }

    /** Holds what another one holds. */
    public void set(DynamicValue other) {
        json = other.json;
        from = other.from;
        to = other.to;
        isRaw = other.isRaw;
        hasTree = other.hasTree;
        tree = other.tree;
    }

    /** Whether it is null: a JSON {@code null} is. */
    public boolean isNull() {
        return isRaw ? from >= to || json[from] == 'n' : tree == null;
    }

    /** The tree; made of raw JSON when first asked for. */
    public @Nullable Object tree() {
        if (!hasTree) {
            tree = isNull() ? null : JsonText.read(json, from, to);
            hasTree = true;
        }
        return tree;
    }

    /** Sets another value to that of a key; null when this is no bag or has no such key. */
    public void field(byte[] key, String keyText, DynamicValue into) {
        if (isRaw) {
            scanner.begin(json, from, to);
            part(scanner.field(from, key), into);
        } else if (tree instanceof Map<?, ?> map) {
            into.setTree(map.get(keyText));
        } else {
            into.setTree(null);
        }
    }

    /** Sets another value to an element, from the end when the index is negative; null when this is no array or has no such element. */
    public void element(long index, DynamicValue into) {
        if (isRaw) {
            scanner.begin(json, from, to);
            part(scanner.element(from, index), into);
        } else if (tree instanceof List<?> list) {
            long at = index < 0 ? index + list.size() : index;
            into.setTree(at >= 0 && at < list.size() ? list.get((int) at) : null);
        } else {
            into.setTree(null);
        }
    }

    private void part(int start, DynamicValue into) {
        int end = start < 0 ? JsonScanner.NONE : scanner.end(start);
        if (end < 0) {
            into.setTree(null);
        } else {
            into.setRaw(json, start, end);
        }
    }

    /** Sets a text to what {@code tostring} gives. */
    public void text(Text into) {
        if (isRaw && !isNull()) {
            byte first = json[from];
            if (first == '"' && isPlain()) {
                into.set(json, from + 1, to - 1);
                return;
            }
            if (isWhole() || first == 't' || first == 'f') {
                into.set(json, from, to);
                return;
            }
        }
        into.set(JsonText.text(tree()));
    }

    /** Sets a text to the value as JSON, raw as it is. */
    public void json(Text into) {
        if (isRaw) {
            into.set(json, from, to);
        } else {
            into.set(JsonText.write(tree));
        }
    }

    /** Whether it is a whole number of at most 18 digits as JSON writes it, which {@link #whole} then reads. */
    public boolean isWhole() {
        if (!isRaw) {
            return false;
        }
        int digits = from < to && json[from] == '-' ? from + 1 : from;
        if (digits >= to || to - digits > 18 || (json[digits] == '0' && to - from > 1)) {
            return false;
        }
        for (int i = digits; i < to; i++) {
            if (json[i] < '0' || json[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The whole number that {@link #isWhole} found. */
    public long whole() {
        boolean negative = json[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            value = value * 10 + json[i] - '0';
        }
        return negative ? -value : value;
    }

    /** Whether it is a raw string without escapes, whose text {@link #text} gives without making anything. */
    public boolean isPlain() {
        if (!isRaw || from >= to || json[from] != '"') {
            return false;
        }
        for (int i = from + 1; i < to - 1; i++) {
            if (json[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The order of the string that {@link #isPlain} found and a text: of bytes. */
    public int compareText(Text other) {
        byte[] theirs = other.bytes();
        return java.util.Arrays.compareUnsigned(json, from + 1, to - 1, theirs, other.from(), other.to());
    }

    /** The number of elements; -1 when it is no array. */
    public int arraySize() {
        if (isRaw) {
            scanner.begin(json, from, to);
            return scanner.size(from);
        }
        return tree instanceof List<?> list ? list.size() : -1;
    }

    /** Whether two trees are the same value: numbers by their value, bags without regard to order. */
    public static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return compare(a, b) == 0;
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            if (!a.keySet().equals(b.keySet())) {
                return false;
            }
            for (Map.Entry<?, ?> entry : a.entrySet()) {
                if (!same(entry.getValue(), b.get(entry.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return left.equals(right);
    }

    /** The order of two numbers by value; NaN is above all. */
    public static int compare(Number left, Number right) {
        if (left instanceof BigDecimal || right instanceof BigDecimal) {
            return decimal(left).compareTo(decimal(right));
        }
        if (left instanceof Double || right instanceof Double) {
            return Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
        }
        return Long.compare(left.longValue(), right.longValue());
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        double real = number.doubleValue();
        return number instanceof Long
                ? BigDecimal.valueOf(number.longValue())
                : Double.isNaN(real) || Double.isInfinite(real) ? BigDecimal.ZERO : BigDecimal.valueOf(real);
    }
}
