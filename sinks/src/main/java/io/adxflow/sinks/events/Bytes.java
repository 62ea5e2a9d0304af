package io.adxflow.sinks.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow, to be used again for the next event. For one thread. */
final class Bytes {
    private byte[] bytes = new byte[1024];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** Forgets what stands behind. */
    void cut(int to) {
        length = to;
    }

    Bytes put(byte b) {
        room(1);
        bytes[length++] = b;
        return this;
    }

    Bytes put(byte[] from) {
        return put(from, 0, from.length);
    }

    Bytes put(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    Bytes put(String text) {
        return put(text.getBytes(UTF_8));
    }

    byte[] copy(int start, int end) {
        return Arrays.copyOfRange(bytes, start, end);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
