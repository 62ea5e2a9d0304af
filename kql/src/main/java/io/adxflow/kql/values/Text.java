package io.adxflow.kql.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A string value that is held as a range of UTF-8 bytes, as a {@link String}, or as both: each is made from the other when it is first asked
 * for. Bytes that were set stay their owner's and must not change while the value is used; bytes made here are reused by the next value, so a
 * text that is set again and again stops allocating. For one thread.
 */
public final class Text implements Comparable<Text> {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int from;
    private int to;
    private boolean hasBytes = true;
    private @Nullable String string = "";
    private byte[] own = NONE;

    /** A text that holds {@code ""}. */
    public Text() {}

    /** A text that holds a string. */
    public static Text of(String value) {
        Text text = new Text();
        text.set(value);
        return text;
    }

    /** Refers to a range of bytes. */
    public void set(byte[] utf8, int begin, int end) {
        bytes = utf8;
        from = begin;
        to = end;
        hasBytes = true;
        string = null;
    }

    /** Holds a string. */
    public void set(String value) {
        string = value;
        hasBytes = false;
    }

    /** Holds what another text holds; its bytes stay where they are. */
    public void set(Text other) {
        string = other.string;
        hasBytes = other.hasBytes;
        bytes = other.bytes;
        from = other.from;
        to = other.to;
    }

    /** A buffer of this text's own to write UTF-8 into, of at least that size; {@link #ownEnd} then makes it the value. */
    public byte[] ownBuffer(int size) {
        if (own.length < size) {
            own = new byte[Math.max(size, Math.max(64, own.length * 2))];
        }
        return own;
    }

    /** Makes the first bytes of {@link #ownBuffer} the value. */
    public void ownEnd(int end) {
        set(own, 0, end);
    }

    /** The array that holds the bytes {@link #from} to {@link #to}. */
    public byte[] bytes() {
        if (!hasBytes) {
            encode();
        }
        return bytes;
    }

    /** The first byte's index; valid after {@link #bytes}. */
    public int from() {
        return from;
    }

    /** The index behind the last byte; valid after {@link #bytes}. */
    public int to() {
        return to;
    }

    /** The value as a string. */
    public String string() {
        String value = string;
        if (value == null) {
            value = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            string = value;
        }
        return value;
    }

    /** Whether it is {@code ""}. */
    public boolean isEmpty() {
        return hasBytes ? from == to : string == null || string.isEmpty();
    }

    /** Whether a string was set or asked for already, so that {@link #string} is free. */
    public boolean hasString() {
        return string != null;
    }

    /** Byte for byte the same. */
    public boolean sameAs(Text other) {
        if (string != null && other.string != null) {
            return string.equals(other.string);
        }
        byte[] mine = bytes();
        byte[] theirs = other.bytes();
        return Arrays.equals(mine, from, to, theirs, other.from, other.to);
    }

    /** Ordinal order of code points, which is that of UTF-8 bytes. */
    @Override
    public int compareTo(Text other) {
        byte[] mine = bytes();
        byte[] theirs = other.bytes();
        return Arrays.compareUnsigned(mine, from, to, theirs, other.from, other.to);
    }

    private void encode() {
        String value = string == null ? "" : string;
        byte[] buffer = ownBuffer(value.length() * 3);
        int at = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                buffer[at++] = (byte) c;
                continue;
            }
            int codePoint = value.codePointAt(i);
            if (Character.isSupplementaryCodePoint(codePoint)) {
                i++;
            } else if (Character.isSurrogate(c)) {
                codePoint = Utf8.REPLACEMENT;
            }
            at = Utf8.put(buffer, at, codePoint);
        }
        bytes = buffer;
        from = 0;
        to = at;
        hasBytes = true;
    }

    @Override
    public String toString() {
        return string();
    }
}
