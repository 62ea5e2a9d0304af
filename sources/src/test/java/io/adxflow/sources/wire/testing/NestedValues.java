package io.adxflow.sources.wire.testing;

import java.io.ByteArrayOutputStream;

/** OTLP values nested at will, written by hand: protobuf's own classes run out of stack on the way. */
public final class NestedValues {
    private static final int ARRAY_VALUE = (5 << 3) | 2;
    private static final int KVLIST_VALUE = (6 << 3) | 2;
    private static final int FIRST_FIELD = (1 << 3) | 2;
    private static final int SECOND_FIELD = (2 << 3) | 2;
    private static final int BODY = (5 << 3) | 2;

    private NestedValues() {}

    /** An {@code AnyValue} of that many ones in one another, the innermost the integer 1. */
    public static byte[] arrays(int depth) {
        byte[] value = {3 << 3, 1};
        for (int i = 1; i < depth; i++) {
            value = field(ARRAY_VALUE, field(FIRST_FIELD, value));
        }
        return value;
    }

    /** The same of objects with the key {@code k}. */
    public static byte[] objects(int depth) {
        byte[] value = {3 << 3, 1};
        byte[] key = field(FIRST_FIELD, new byte[] {'k'});
        for (int i = 1; i < depth; i++) {
            value = field(KVLIST_VALUE, field(FIRST_FIELD, joined(key, field(SECOND_FIELD, value))));
        }
        return value;
    }

    /** A request with one log record that has this body. */
    public static byte[] logs(byte[] body) {
        return field(FIRST_FIELD, field(SECOND_FIELD, field(SECOND_FIELD, field(BODY, body))));
    }

    public static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    /** A delimited field. */
    public static byte[] field(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int rest = content.length;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
