package io.adxflow.sources.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects one body, with every byte of its array reserved in the budget. Ends with either {@link #finish} (the array and its
 * reservation pass to the caller) or {@link #discard}. Confined to one event loop.
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

    /** Null when the array is made for this body, and then is to be as long. */
    private final @Nullable BodyPool pool;

    private byte[] bytes;
    private int length;

    private BodyBuffer(ByteBudget budget, int maxBytes, @Nullable BodyPool pool, byte[] bytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
        this.pool = pool;
        this.bytes = bytes;
    }

    /**
     * For a body whose array will be exactly as long. Null when the budget has no room.
     *
     * @param contentLength at most {@code maxBytes}, or -1 when unknown
     */
    static @Nullable BodyBuffer open(ByteBudget budget, long contentLength, int maxBytes) {
        int capacity = contentLength >= 0 ? (int) contentLength : Math.min(FIRST_CHUNKED_BYTES, maxBytes);
        return budget.tryReserve(capacity) ? new BodyBuffer(budget, maxBytes, null, new byte[capacity]) : null;
    }

    /**
     * For a body whose array may be longer, and may have been another's before. Null when the budget has no room.
     *
     * @param contentLength at most {@code maxBytes}
     */
    static @Nullable BodyBuffer open(ByteBudget budget, int contentLength, int maxBytes, BodyPool pool) {
        return budget.tryReserve(BodyPool.capacity(contentLength))
                ? new BodyBuffer(budget, maxBytes, pool, pool.take(contentLength))
                : null;
    }

    /** @param reservedBytes reserved by the caller, at most {@code maxBytes}; they pass to the buffer, which begins with as much */
    static BodyBuffer onReserved(ByteBudget budget, int reservedBytes, int maxBytes) {
        return new BodyBuffer(budget, maxBytes, null, new byte[reservedBytes]);
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

    /** Appends the stream to its end, unless it is too large. What it says to be available, it is believed to hold. */
    Append append(InputStream stream) throws IOException {
        expect(stream.available());
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

    /** Room for exactly as much, if there is: then nothing is moved, neither while it comes nor at the end. */
    private void expect(int count) {
        int more = length + count - bytes.length;
        if (more > 0 && count <= maxBytes - length && budget.tryReserve(more)) {
            bytes = Arrays.copyOf(bytes, bytes.length + more);
        }
    }

    private Append makeRoom(int count) {
        if (count > maxBytes - length) {
            return Append.TOO_LARGE;
        }
        if (count <= bytes.length - length) {
            return Append.TAKEN;
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

    int length() {
        return length;
    }

    /** The array that begins with the body. */
    byte[] finish() {
        if (length == bytes.length || pool != null) {
            return bytes;
        }
        budget.release(bytes.length - length);
        return Arrays.copyOf(bytes, length);
    }

    void discard() {
        budget.release(bytes.length);
        if (pool != null) {
            pool.give(bytes);
        }
    }
}
