package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growable byte array that encoders write to in place. Not thread-safe. */
public final class ByteBuilder {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

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

    /** Makes room for that many more bytes and returns the array to write them to, from {@link #length()}. */
    public byte[] room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
        return bytes;
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
        return put(text.getBytes(StandardCharsets.US_ASCII));
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

    /** Appends a number that may be 2^63 or more. */
    public ByteBuilder putUnsigned(long number) {
        return number >= 0 ? put(number) : putAscii(Long.toUnsignedString(number));
    }

    /** Appends bytes as pairs of lower-case hex digits. */
    public ByteBuilder putHex(byte[] source, int start, int end) {
        room(2 * (end - start));
        for (int i = start; i < end; i++) {
            bytes[length++] = HEX[(source[i] >> 4) & 0xF];
            bytes[length++] = HEX[source[i] & 0xF];
        }
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
