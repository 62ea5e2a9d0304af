package io.adxflow.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a body whose samples are not known yet: a symbol is either a byte, or stands for one byte of a sample's value
 * or of a target's timestamp.
 */
final class SymbolBuffer {
    private static final int VALUE = 1 << 28;
    private static final int TIMESTAMP = 1 << 29;

    private int[] symbols = new int[1 << 19];
    private int length;

    int length() {
        return length;
    }

    int get(int position) {
        return symbols[position];
    }

    void add(int symbol) {
        if (length == symbols.length) {
            symbols = Arrays.copyOf(symbols, length * 2);
        }
        symbols[length++] = symbol;
    }

    void addVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            add((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        add(rest);
    }

    void addBytes(byte[] bytes) {
        for (byte one : bytes) {
            add(one & 0xff);
        }
    }

    /** A length-delimited protobuf field. */
    void addField(int tag, byte[] bytes) {
        add(tag);
        addVarint(bytes.length);
        addBytes(bytes);
    }

    void addField(int tag, String text) {
        addField(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything of another buffer. */
    void addAll(SymbolBuffer other) {
        for (int i = 0; i < other.length; i++) {
            add(other.symbols[i]);
        }
    }

    /** The eight bytes of the value of sample {@code sample}; never equal to any other symbol. */
    void addValue(int sample) {
        for (int i = 0; i < Long.BYTES; i++) {
            add(VALUE | (sample << 3) | i);
        }
    }

    /** The six bytes of the varint of a target's timestamp; equal to those of the same target elsewhere in the body. */
    void addTimestamp(int target) {
        for (int i = 0; i < BodyTemplate.TIMESTAMP_BYTES; i++) {
            add(TIMESTAMP | (target << 3) | i);
        }
    }

    void clear() {
        length = 0;
    }

    static boolean isFixed(int symbol) {
        return symbol < VALUE;
    }

    static boolean isValue(int symbol) {
        return (symbol & VALUE) != 0;
    }

    /** Which sample or target a symbol belongs to. */
    static int owner(int symbol) {
        return (symbol & (VALUE - 1)) >>> 3;
    }

    /** Which byte of the value or timestamp it is. */
    static int byteNumber(int symbol) {
        return symbol & 7;
    }
}
