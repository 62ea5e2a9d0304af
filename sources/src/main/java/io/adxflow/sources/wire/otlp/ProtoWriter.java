package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;

/**
 * Writes protobuf in one pass. A length that is not known yet takes five bytes, the last ones with nothing but continuation bits
 * in front: an overlong varint, which protobuf allows. The output's limit bounds what that adds.
 */
final class ProtoWriter {
    private static final int LENGTH_BYTES = 5;
    private static final int MAX_VARINT_BYTES = 10;

    private final ReusedBytes out;

    ProtoWriter(ReusedBytes out) {
        this.out = out;
    }

    int length() {
        return out.length;
    }

    /** Takes back what was written since it was that long. */
    void truncate(int length) {
        out.length = length;
    }

    void tag(int tag) throws MalformedBodyException {
        varint(Integer.toUnsignedLong(tag));
    }

    void varint(long value) throws MalformedBodyException {
        out.room(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.bytes[out.length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out.bytes[out.length++] = (byte) rest;
    }

    void fixed64(long value) throws MalformedBodyException {
        fixed32((int) value);
        fixed32((int) (value >>> 32));
    }

    void fixed32(int value) throws MalformedBodyException {
        out.room(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.bytes[out.length++] = (byte) (value >>> shift);
        }
    }

    /** Begins something of a length that is told when it is {@linkplain #close closed}. */
    int open() throws MalformedBodyException {
        out.room(LENGTH_BYTES);
        out.length += LENGTH_BYTES;
        return out.length;
    }

    void close(int opened) {
        int rest = out.length - opened;
        for (int i = LENGTH_BYTES; i > 1; i--) {
            out.bytes[opened - i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out.bytes[opened - 1] = (byte) rest;
    }

    void bytes(byte[] value) throws MalformedBodyException {
        varint(value.length);
        out.room(value.length);
        System.arraycopy(value, 0, out.bytes, out.length, value.length);
        out.length += value.length;
    }

    /** Writes text as UTF-8; half of a surrogate pair as if it were a character, which is no UTF-8 and is told from it later. */
    void text(char[] chars, int start, int count) throws MalformedBodyException {
        int opened = open();
        int end = start + count;
        for (int i = start; i < end; i++) {
            char c = chars[i];
            out.room(4);
            if (c < 0x80) {
                out.bytes[out.length++] = (byte) c;
            } else if (c < 0x800) {
                put(0xC0 | c >>> 6, c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint(c, chars[++i]);
                out.bytes[out.length++] = (byte) (0xF0 | point >>> 18);
                out.bytes[out.length++] = (byte) (0x80 | (point >>> 12 & 0x3F));
                put(0x80 | (point >>> 6 & 0x3F), point);
            } else {
                out.bytes[out.length++] = (byte) (0xE0 | c >>> 12);
                put(0x80 | (c >>> 6 & 0x3F), c);
            }
        }
        close(opened);
    }

    private void put(int first, int point) {
        out.bytes[out.length++] = (byte) first;
        out.bytes[out.length++] = (byte) (0x80 | (point & 0x3F));
    }
}
