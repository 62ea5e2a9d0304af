package io.adxflow.sources.wire.otlp.metrics;

import java.util.Arrays;

/** Bytes put together, used again. Bounded: text that no chunk could hold is refused while it is made. */
final class Scratch {
    private static final int KEEP_BYTES = 1 << 16;

    private final int limit;

    byte[] bytes = new byte[256];
    int length;

    Scratch(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEEP_BYTES) {
            bytes = new byte[256];
        }
    }

    void put(int c) throws RefusedException {
        room(1);
        bytes[length++] = (byte) c;
    }

    void put(byte[] from, int start, int end) throws RefusedException {
        room(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    /** Appends text that is ASCII. */
    void put(String ascii) throws RefusedException {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
    }

    private void room(int more) throws RefusedException {
        long needed = (long) length + more;
        if (needed > limit) {
            throw new RefusedException("an attribute's text has more than " + limit + " B");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
        }
    }
}
