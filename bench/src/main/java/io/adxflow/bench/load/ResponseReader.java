package io.adxflow.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one HTTP/1.1 answer with a Content-Length, as it comes in. Reused for the next after {@link #reset}; owned by one
 * thread.
 */
final class ResponseReader {
    /** Enough for the head and the text of any refusal that is worth showing. */
    private static final int CAPACITY = 1 << 16;

    private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY);
    private int bodyStart;
    private int bodyLength;
    private int status;
    private long retryAfterSeconds;
    private boolean closes;

    void reset() {
        bytes.clear();
        bodyStart = 0;
    }

    /** Where to read from the socket into. */
    ByteBuffer buffer() {
        return bytes;
    }

    /**
     * True when the answer is complete.
     *
     * @throws IllegalStateException when it is no answer this reader understands
     */
    boolean isComplete() {
        if (bodyStart == 0) {
            int end = headEnd();
            if (end < 0) {
                if (!bytes.hasRemaining()) {
                    throw new IllegalStateException("answer's head is longer than " + CAPACITY + " bytes");
                }
                return false;
            }
            parseHead(new String(bytes.array(), 0, end, StandardCharsets.ISO_8859_1));
            bodyStart = end;
            if (bodyStart + bodyLength > CAPACITY) {
                throw new IllegalStateException(
                        "answer of " + bodyLength + " bytes (expected: less than " + CAPACITY + ")");
            }
        }
        return bytes.position() >= bodyStart + bodyLength;
    }

    private int headEnd() {
        byte[] array = bytes.array();
        for (int i = 3; i < bytes.position(); i++) {
            if (array[i] == '\n' && array[i - 1] == '\r' && array[i - 2] == '\n' && array[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private void parseHead(String head) {
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 ") || lines[0].length() < 12) {
            throw new IllegalStateException("answer: " + lines[0] + " (expected: HTTP/1.1 and a status)");
        }
        status = Integer.parseInt(lines[0].substring(9, 12));
        bodyLength = 0;
        retryAfterSeconds = 0;
        closes = false;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                header(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).trim());
            }
        }
    }

    private void header(String name, String value) {
        switch (name) {
            case "content-length" -> bodyLength = Integer.parseInt(value);
            case "retry-after" -> retryAfterSeconds = Long.parseLong(value);
            case "connection" -> closes = value.equalsIgnoreCase("close");
            case "transfer-encoding" ->
                throw new IllegalStateException("transfer-encoding: " + value + " (expected: a content-length)");
            default -> {}
        }
    }

    int status() {
        return status;
    }

    /** 0 when the answer does not say. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** True when the server will close the connection. */
    boolean closes() {
        return closes;
    }

    String text() {
        return new String(bytes.array(), bodyStart, bodyLength, StandardCharsets.UTF_8);
    }
}
