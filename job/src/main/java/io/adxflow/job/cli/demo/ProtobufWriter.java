package io.adxflow.job.cli.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The few pieces of protobuf's wire format that a write request needs. Not thread-safe. */
public final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public void varint(int field, long value) {
        rawVarint(((long) field << 3) | VARINT);
        rawVarint(value);
    }

    public void fixedDouble(int field, double value) {
        rawVarint(((long) field << 3) | FIXED64);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes.write((int) (bits >>> shift));
        }
    }

    public void text(int field, String value) {
        block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public void message(int field, ProtobufWriter message) {
        block(field, message.toByteArray());
    }

    public byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private void block(int field, byte[] content) {
        rawVarint(((long) field << 3) | LENGTH_DELIMITED);
        rawVarint(content.length);
        bytes.writeBytes(content);
    }

    private void rawVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
