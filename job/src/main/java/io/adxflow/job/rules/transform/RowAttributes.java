package io.adxflow.job.rules.transform;

import io.adxflow.job.select.Selector;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of attributes of a row and its resource, for whoever decides by them, as {@link io.adxflow.job.otlp.WatchedAttributes} tells them: an attribute's own value
 * stands before its resource's; lists, maps and what is not there have none.
 */
final class RowAttributes {
    private static final double EXACT = 1L << 53;

    private byte @Nullable [] attributes;
    private byte @Nullable [] resource;
    private boolean watches;

    /** Whether anybody asks: if not, nothing is kept. */
    void setWatches(boolean now) {
        watches = now;
    }

    boolean watches() {
        return watches;
    }

    void clear() {
        attributes = null;
        resource = null;
    }

    /** @param isOwn whether these are the record's own attributes rather than its resource's */
    void set(boolean isOwn, byte[] json, int start, int end) {
        if (watches && isOwn) {
            attributes = Arrays.copyOfRange(json, start, end);
        } else if (watches) {
            resource = Arrays.copyOfRange(json, start, end);
        }
    }

    /** Of the row at hand, and of no other one later. */
    Selector.Values values() {
        byte[] own = attributes;
        byte[] shared = resource;
        return name -> {
            String value = own == null ? "" : valueOf(own, name);
            return value.isEmpty() && shared != null ? valueOf(shared, name) : value;
        };
    }

    private static String valueOf(byte[] json, String name) {
        DynamicValue value = new DynamicValue();
        value.setRaw(json, 0, json.length);
        value.field(name.getBytes(StandardCharsets.UTF_8), name, value);
        return value.isNull() ? "" : text(value);
    }

    private static String text(DynamicValue value) {
        Object tree = value.tree();
        if (tree instanceof Boolean bool) {
            return bool ? "true" : "false";
        }
        if (tree instanceof Double real) {
            return real == Math.rint(real) && Math.abs(real) < EXACT
                    ? Long.toString(real.longValue())
                    : Double.toString(real);
        }
        if (tree instanceof String || tree instanceof Number) {
            Text text = new Text();
            value.text(text);
            return text.string();
        }
        return "";
    }
}
