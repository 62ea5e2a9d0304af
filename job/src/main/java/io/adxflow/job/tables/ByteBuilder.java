package io.adxflow.job.tables;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growable byte array that encoders write to in place. Not thread-safe. */
public final class ByteBuilder {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The two digits of each byte, the first in the lower half. */
    private static final short[] HEX_PAIRS = new short[256];

    static {
        for (int i = 0; i < HEX_PAIRS.length; i++) {
            HEX_PAIRS[i] = (short) (Character.forDigit(i >>> 4, 16) | Character.forDigit(i & 0xF, 16) << Byte.SIZE);
        }
    }

    private byte[] bytes;
    private int length;

    public ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array behind it, valid up to {@link #length()}; replaced when it grows. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /**
     * Goes on in another array, which takes over what was written; the one before is the caller's again.
     *
     * @param array with room for it
     */
    public void moveTo(byte[] array) {
        System.arraycopy(bytes, 0, array, 0, length);
        bytes = array;
    }

    /** Makes room for that many more bytes and returns the array to write them to, from {@link #length()}. */
    public byte[] room(int more) {
        if (more > bytes.length - length) {
            grow(more);
        }
        return bytes;
    }

    private void grow(int more) {
        int needed = Math.addExact(length, more);
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
    }

    /** Sets the end, after writing to the array or to take bytes back. */
    public void end(int newLength) {
        length = newLength;
    }

    public ByteBuilder put(char ascii) {
        room(1)[length] = (byte) ascii;
        length++;
        return this;
    }

    public ByteBuilder put(byte[] source, int start, int end) {
        int count = end - start;
        System.arraycopy(source, start, room(count), length, count);
        length += count;
        return this;
    }

    public ByteBuilder put(byte[] source) {
        return put(source, 0, source.length);
    }

    public ByteBuilder putAscii(String text) {
        int count = text.length();
        byte[] to = room(count);
        for (int i = 0; i < count; i++) {
            to[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    public ByteBuilder put(long number) {
        room(Digits.MAX_LONG);
        length = Digits.writeLong(number, bytes, length);
        return this;
    }

    public ByteBuilder put(double number) {
        room(CsvNumbers.MAX_LENGTH);
        length = CsvNumbers.write(number, bytes, length);
        return this;
    }

    /** Appends an unsigned number, or nothing (null) from 2^63 up, which no column of type long holds. */
    public ByteBuilder putUnsigned(long number) {
        return number >= 0 ? put(number) : this;
    }

    /** Appends bytes as pairs of lower-case hex digits. */
    public ByteBuilder putHex(byte[] source, int start, int end) {
        byte[] to = room(2 * (end - start));
        int at = length;
        for (int i = start; i < end; i++) {
            SHORTS.set(to, at, HEX_PAIRS[source[i] & 0xFF]);
            at += 2;
        }
        length = at;
        return this;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
