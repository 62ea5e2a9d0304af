package io.adxflow.sinks.blob;

import io.adxflow.sinks.azure.BlockBuffers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
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
 * A stream that becomes uncommitted blocks of a blob: the calling thread fills them, requests run aside, as many as there are
 * {@linkplain BlockBuffers buffers}. The first failure ends it. For one thread.
 */
final class BlockOutput extends OutputStream {
    private static final long LAST_BLOCKS_TIMEOUT_SECONDS = 120;

    private final BlobContainer container;
    private final String blob;
    private final BlockNames names;
    private final BlockBuffers buffers;
    private final Disposable.Composite requests = Disposables.composite();
    private final Phaser underWay = new Phaser(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private byte @Nullable [] buffer;
    private int filled;
    private int blocks;

    BlockOutput(BlobContainer container, String blob, BlockNames names, BlockBuffers buffers) {
        this.container = container;
        this.blob = blob;
        this.names = names;
        this.buffers = buffers;
    }

    /** A block did not get to the container, unlike a failure to read what is written here. */
    static final class RefusedBlockException extends IOException {
        RefusedBlockException(Throwable cause) {
            super(cause);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            byte[] into = buffer();
            if (filled == into.length) {
                send(false);
                continue;
            }
            int part = Math.min(count - done, into.length - filled);
            System.arraycopy(bytes, offset + done, into, filled, part);
            filled += part;
            done += part;
        }
    }

    /**
     * Sends the last block and waits for all of them. To be followed by {@link #close}.
     *
     * @return how many blocks there are
     */
    int finish() throws Exception {
        // One at least: a blob of nothing is a block of nothing.
        byte[] unused = buffer();
        send(true);
        int phase = underWay.arrive();
        try {
            underWay.awaitAdvanceInterruptibly(phase, LAST_BLOCKS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer to the last blocks within " + LAST_BLOCKS_TIMEOUT_SECONDS + " s");
        }
        throwFailure();
        return blocks;
    }

    private byte[] buffer() throws IOException {
        byte[] known = buffer;
        if (known == null) {
            try {
                known = buffers.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted = new InterruptedIOException("interrupted");
                interrupted.initCause(e);
                throw interrupted;
            }
            buffer = known;
            filled = 0;
        }
        return known;
    }

    private void send(boolean last) throws IOException {
        byte[] sending = buffer();
        buffer = null;
        try {
            throwFailure();
        } catch (IOException e) {
            buffers.release(sending);
            throw e;
        }
        underWay.register();
        requests.add(container
                .stageBlock(blob, names.id(blocks++, last), ByteBuffer.wrap(sending, 0, filled))
                .doFinally(signal -> {
                    if (signal == SignalType.ON_COMPLETE) {
                        buffers.release(sending);
                    } else {
                        buffers.lose();
                    }
                    underWay.arriveAndDeregister();
                })
                .subscribe(nothing -> {}, e -> failure.compareAndSet(null, e)));
    }

    private void throwFailure() throws IOException {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new RefusedBlockException(failed);
        }
    }

    /** Cancels what is on its way, and gives back memory. */
    @Override
    public void close() {
        requests.dispose();
        byte[] left = buffer;
        buffer = null;
        if (left != null) {
            buffers.release(left);
        }
    }
}
