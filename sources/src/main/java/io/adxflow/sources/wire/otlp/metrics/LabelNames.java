package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.Utf8;

/**
 * Names labels after attributes as Prometheus does (prometheus/otlptranslator, label_namer.go): what is no ASCII letter, digit
 * or {@code _} becomes {@code _}, one for each character; {@code key_} stands before a digit and {@code key} before a single
 * {@code _}, since names that begin with two are Prometheus' own.
 *
 * <p>A key that is not UTF-8 stays as it is, for the label to be refused; an empty one is {@code _}, however names are made.
 */
final class LabelNames {
    private LabelNames() {}

    /** True when the attribute's key is the label's name already. */
    static boolean isName(byte[] key, int start, int end, MetricNaming naming) {
        if (start == end) {
            return false;
        }
        if (naming == MetricNaming.AS_SENT) {
            return true;
        }
        if (key[start] == '_' || isDigit(key[start])) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!mayStand(key[i])) {
                return false;
            }
        }
        return true;
    }

    /** Puts the name of the label in place of what the scratch holds. */
    static void write(byte[] key, int start, int end, MetricNaming naming, Scratch into) throws RefusedException {
        into.clear();
        if (start == end) {
            into.put('_');
        } else if (naming == MetricNaming.AS_SENT || Utf8.firstInvalid(key, start, end) >= 0) {
            into.put(key, start, end);
        } else {
            writeEscaped(key, start, end, into);
        }
    }

    private static void writeEscaped(byte[] key, int start, int end, Scratch into) throws RefusedException {
        int second = start + 1;
        while (second < end && isContinuation(key[second])) {
            second++;
        }
        if (isDigit(key[start])) {
            into.put("key_");
        } else if (escaped(key[start]) == '_' && (second == end || escaped(key[second]) != '_')) {
            into.put("key");
        }
        for (int i = start; i < end; i++) {
            if (!isContinuation(key[i])) {
                into.put(escaped(key[i]));
            }
        }
    }

    private static byte escaped(byte c) {
        return mayStand(c) ? c : (byte) '_';
    }

    private static boolean mayStand(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isContinuation(byte c) {
        return (c & 0xC0) == 0x80;
    }
}
