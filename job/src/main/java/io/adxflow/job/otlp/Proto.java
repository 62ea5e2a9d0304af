package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;

/** The pieces of protobuf's wire format that a record is written with, when it is changed or made again. */
public final class Proto {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private Proto() {}

    public static void varint(ByteBuilder to, int field, long value) {
        raw(to, ((long) field << 3) | VARINT);
        raw(to, value);
    }

    public static void fixed64(ByteBuilder to, int field, long value) {
        raw(to, ((long) field << 3) | FIXED64);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            to.put((char) (value >>> shift & 0xFF));
        }
    }

    public static void fixed32(ByteBuilder to, int field, int value) {
        raw(to, ((long) field << 3) | FIXED32);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            to.put((char) (value >>> shift & 0xFF));
        }
    }

    public static void block(ByteBuilder to, int field, byte[] bytes, int start, int end) {
        raw(to, ((long) field << 3) | DELIMITED);
        raw(to, (long) end - start);
        to.put(bytes, start, end);
    }

    public static void block(ByteBuilder to, int field, ByteBuilder message) {
        block(to, field, message.array(), 0, message.length());
    }

    /** A varint alone. */
    public static void raw(ByteBuilder to, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.put((char) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        to.put((char) rest);
    }
}
