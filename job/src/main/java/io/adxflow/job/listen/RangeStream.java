package io.adxflow.job.listen;

import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A blob as a stream, read in ranges; one that fails is read again, and what it throws in the end tells itself from what a decoder of the
 * stream may throw. One thread.
 */
final class RangeStream extends InputStream {
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 200;

    private final StoredBlobs blobs;
    private final String name;
    private final String etag;
    private final long bytes;
    private final int rangeBytes;
    private byte[] range = {};
    private int at;
    private long position;
    private @Nullable IOException failure;
    private @Nullable UnreadableException gone;

    /** @param bytes of the whole blob */
    RangeStream(StoredBlobs blobs, String name, String etag, long bytes, int rangeBytes) {
        this.blobs = blobs;
        this.name = name;
        this.etag = etag;
        this.bytes = bytes;
        this.rangeBytes = rangeBytes;
    }

    @Override
    public int read() throws IOException {
        return fill() ? range[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, range.length - at);
        System.arraycopy(range, at, to, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        // A concatenated gzip member is looked for only where there is more.
        return at < range.length || position < bytes ? 1 : 0;
    }

    private boolean fill() throws IOException {
        while (at == range.length) {
            if (position >= bytes) {
                return false;
            }
            range = readRange();
            at = 0;
            position += range.length;
        }
        return true;
    }

    private byte[] readRange() throws IOException {
        int length = (int) Math.min(rangeBytes, bytes - position);
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                byte[] read = blobs.read(name, etag, position, length);
                if (read.length == 0) {
                    throw new IOException(name + " ends at " + position + " of " + bytes + " bytes");
                }
                return read;
            } catch (ChangedBlobException e) {
                gone = new UnreadableException(String.valueOf(e.getMessage()));
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted();
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    failure = e;
                    throw e;
                }
                pause(pause);
                pause *= 2;
            }
        }
    }

    private void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private IOException interrupted() {
        InterruptedIOException e = new InterruptedIOException("interrupted while reading " + name);
        failure = e;
        return e;
    }

    /**
     * Says what a failure means that came of reading this stream through a decoder.
     *
     * @return when the content, or its being away, is what failed
     * @throws IOException when the storage failed: it may be read later
     */
    UnreadableException explain(Exception thrown) throws IOException, InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        if (gone != null) {
            return gone;
        }
        if (failure != null) {
            throw failure;
        }
        String message = thrown.getMessage();
        return new UnreadableException(
                message == null
                        ? thrown.getClass().getSimpleName()
                        : thrown.getClass().getSimpleName() + ": " + message);
    }
}
