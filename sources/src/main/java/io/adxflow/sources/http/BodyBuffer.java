package io.adxflow.sources.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
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

    /** @param reservedBytes reserved by the caller, at most {@code maxBytes}; they pass to the buffer, which begins with as much */
    static BodyBuffer onReserved(ByteBudget budget, int reservedBytes, int maxBytes) {
        return new BodyBuffer(budget, maxBytes, reservedBytes);
    }

    Append append(ByteBuf piece) {
        int count = piece.readableBytes();
        Append room = makeRoom(count);
        if (room == Append.TAKEN) {
            piece.readBytes(bytes, length, count);
            length += count;
        }
        return room;
    }

    /** Appends the stream to its end, unless it is too large. */
    Append append(InputStream stream) throws IOException {
        while (true) {
            int count = length == bytes.length ? 0 : stream.read(bytes, length, bytes.length - length);
            if (count < 0) {
                return Append.TAKEN;
            }
            length += count;
            if (length == bytes.length) {
                // Only another byte shows that the array is too small.
                int next = stream.read();
                if (next < 0) {
                    return Append.TAKEN;
                }
                Append room = makeRoom(1);
                if (room != Append.TAKEN) {
                    return room;
                }
                bytes[length++] = (byte) next;
            }
        }
    }

    private Append makeRoom(int count) {
        if (count <= bytes.length - length) {
            return Append.TAKEN;
        }
        if (count > maxBytes - length) {
            return Append.TOO_LARGE;
        }
        int capacity = (int) Math.min(maxBytes, Math.max(2L * bytes.length, length + count));
        if (!budget.tryReserve(capacity - bytes.length)) {
            return Append.NO_ROOM;
        }
        bytes = Arrays.copyOf(bytes, capacity);
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
