package io.adxflow.sinks.azure;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The memory of a destination's uploads: so many blocks, and not one more, whatever the size and number of batches.
 * Thread-safe.
 */
public final class BlockBuffers {
    private final int blockBytes;
    private final Semaphore permits;
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

    public BlockBuffers(int blockBytes, int blocks) {
        this.blockBytes = blockBytes;
        this.permits = new Semaphore(blocks, true);
    }

    public int blockBytes() {
        return blockBytes;
    }

    /** A block to fill, waiting for one. To be given to {@link #release} or {@link #lose}. */
    public byte[] acquire() throws InterruptedException {
        permits.acquire();
        byte[] buffer = free.poll();
        return buffer == null ? new byte[blockBytes] : buffer;
    }

    /** Takes back a block that nobody reads any more. */
    public void release(byte[] buffer) {
        free.add(buffer);
        permits.release();
    }

    /** Lets a block go that a cancelled request may still be reading: another takes its place. */
    public void lose() {
        permits.release();
    }
}
