package io.adxflow.sources.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects one body, with every byte of its array reserved in the budget. Ends with either {@link #finish} (the reservation,
 * exactly the body's length, passes to the caller) or {@link #discard}. Confined to one event loop.
 */
final class BodyBuffer {
    private static final int FIRST_CHUNKED_BYTES = 16 * 1024;

    /** What became of a piece. */
    enum Append {
        TAKEN,
        TOO_LARGE,
        NO_ROOM
    }

    private final ByteBudget budget;
    private final int maxBytes;
    private byte[] bytes;
    private int length;

    private BodyBuffer(ByteBudget budget, int maxBytes, int capacity) {
        this.budget = budget;
        this.maxBytes = maxBytes;
        this.bytes = new byte[capacity];
    }

    /**
     * Null when the budget has no room.
     *
     * @param contentLength at most {@code maxBytes}, or -1 when unknown
     */
    static @Nullable BodyBuffer open(ByteBudget budget, long contentLength, int maxBytes) {
        int capacity = contentLength >= 0 ? (int) contentLength : Math.min(FIRST_CHUNKED_BYTES, maxBytes);
        return budget.tryReserve(capacity) ? new BodyBuffer(budget, maxBytes, capacity) : null;
    }

    Append append(ByteBuf piece) {
        int count = piece.readableBytes();
        if (count > bytes.length - length) {
            if (count > maxBytes - length) {
                return Append.TOO_LARGE;
            }
            int capacity = (int) Math.min(maxBytes, Math.max(2L * bytes.length, length + count));
            if (!budget.tryReserve(capacity - bytes.length)) {
                return Append.NO_ROOM;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        piece.readBytes(bytes, length, count);
        length += count;
        return Append.TAKEN;
    }

    boolean isEmpty() {
        return length == 0;
    }

    byte[] finish() {
        if (length == bytes.length) {
            return bytes;
        }
        budget.release(bytes.length - length);
        return Arrays.copyOf(bytes, length);
    }

    void discard() {
        budget.release(bytes.length);
    }
}
