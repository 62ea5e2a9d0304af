package io.adxflow.kql.values;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a value a function may make: what would be larger is null, {@code ""} for strings, so that neither data nor a program that multiplies texts can take all memory.
 */
public final class ValueSize {
    /** Characters of a text, or characters and elements of a dynamic value together. */
    public static final int MOST = 1 << 24;

    /** Elements of an array that is made from nothing. */
    public static final int MOST_ELEMENTS = 1 << 20;

    private ValueSize() {}

    /** Whether so many, of so much each, are within bounds. */
    public static boolean fits(long count, long size) {
        return count <= 0 || size <= 0 || (count <= MOST && size <= MOST / count);
    }

    /** Whether a text or tree is within bounds. */
    public static boolean fits(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() <= MOST;
        }
        return !(value instanceof List || value instanceof Map) || of(value) <= MOST;
    }

    /** Characters and elements of a value; a number above {@link #MOST} when there are more than that. */
    public static long of(@Nullable Object value) {
        long left = left(value, MOST);
        return left < 0 ? MOST + 1L : MOST - left;
    }

    /** What is left of an allowance; negative when it is used up. */
    private static long left(@Nullable Object value, long allowance) {
        long left = allowance - 1;
        if (value instanceof String text) {
            return left - text.length();
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size() && left >= 0; i++) {
                left = left(list.get(i), left);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (left < 0) {
                    break;
                }
                left = left(entry.getValue(), left - ((String) entry.getKey()).length());
            }
        }
        return left;
    }
}
