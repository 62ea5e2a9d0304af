package io.adxflow.sinks.kusto.staging;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import io.adxflow.sinks.azure.BlockBuffers;
import io.adxflow.sinks.batch.BatchContent;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.SignalType;

/**
 * One upload of a batch as uncommitted blocks: the calling thread reads the content block by block, requests run aside,
 * as many as there are {@linkplain BlockBuffers buffers}. The first failure ends it.
 */
final class BlockUpload {
    private static final long LAST_BLOCKS_TIMEOUT_SECONDS = 120;

    private final BlockBlobAsyncClient blob;
    private final BatchContent content;
    private final BlockBuffers buffers;
    private final Disposable.Composite requests = Disposables.composite();
    private final Phaser underWay = new Phaser(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BlockUpload(BlockBlobAsyncClient blob, BatchContent content, BlockBuffers buffers) {
        this.blob = blob;
        this.content = content;
        this.buffers = buffers;
    }

    /** A block did not get to the container, unlike a failure to read the content. */
    static final class RefusedBlockException extends Exception {
        RefusedBlockException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Blocks until every block is stored. An interruption cancels the requests.
     *
     * @throws RefusedBlockException when the container does not take a block
     */
    void run() throws Exception {
        int blockBytes = buffers.blockBytes();
        int count = BlockIds.count(content.length(), blockBytes);
        try {
            for (int number = 0; number < count && failure.get() == null; number++) {
                byte[] buffer = buffers.acquire();
                int filled;
                try {
                    filled = fill(buffer, (long) number * blockBytes);
                } catch (Throwable e) {
                    buffers.release(buffer);
                    throw e;
                }
                send(BlockIds.id(blockBytes, number), buffer, filled);
            }
            if (failure.get() == null) {
                awaitAll();
            }
        } finally {
            requests.dispose();
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new RefusedBlockException(failed);
        }
    }

    private int fill(byte[] buffer, long position) throws Exception {
        int expected = (int) Math.min(buffer.length, content.length() - position);
        int filled = content.read(position, buffer, 0, expected);
        if (filled != expected) {
            throw new EOFException("content ends at " + (position + filled) + " (expected: " + content.length() + ")");
        }
        return filled;
    }

    private void send(String id, byte[] buffer, int length) {
        underWay.register();
        BinaryData data = BinaryData.fromByteBuffer(ByteBuffer.wrap(buffer, 0, length));
        requests.add(blob.stageBlock(id, data)
                .doFinally(signal -> {
                    if (signal == SignalType.ON_COMPLETE) {
                        buffers.release(buffer);
                    } else {
                        buffers.lose();
                    }
                    underWay.arriveAndDeregister();
                })
                .subscribe(nothing -> {}, e -> failure.compareAndSet(null, e)));
    }

    private void awaitAll() throws InterruptedException, TimeoutException {
        int phase = underWay.arrive();
        underWay.awaitAdvanceInterruptibly(phase, LAST_BLOCKS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
