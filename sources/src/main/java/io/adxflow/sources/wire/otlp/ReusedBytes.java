package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.ShrinkPolicy;
import java.util.Arrays;

/**
 * The content of one body in an array that is used again for the next. Grows as content comes, never past the limit, and shrinks
 * when it has been too large for a while. Always {@link ProtoReader#PADDING} bytes longer than the content.
 */
final class ReusedBytes {
    private static final int FIRST_BYTES = 8 << 10;
    private static final int KEEP_BYTES = 1 << 20;

    private final int limit;
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);
    private int highest;

    byte[] bytes;
    /** Bytes of content. */
    int length;

    ReusedBytes(int limit) {
        this.limit = limit;
        bytes = new byte[Math.min(limit, FIRST_BYTES) + ProtoReader.PADDING];
    }

    /** Forgets the last content. */
    void clear() {
        long smaller = shrink.note(highest, bytes.length);
        if (smaller >= 0) {
            bytes = new byte[(int) smaller];
        }
        length = 0;
        highest = 0;
    }

    /** Bytes that the array takes without growing. */
    int capacity() {
        return bytes.length - ProtoReader.PADDING;
    }

    int limit() {
        return limit;
    }

    /** Makes room for that many bytes behind the content; what the array holds, padding included, stays. */
    void room(long more) throws MalformedBodyException {
        long needed = length + more;
        if (needed > capacity()) {
            if (needed > limit) {
                throw tooLarge();
            }
            long roomy = Math.min(limit, Math.max(needed, 2L * capacity()));
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, roomy + ProtoReader.PADDING));
        }
        highest = Math.max(highest, (int) needed + ProtoReader.PADDING);
    }

    MalformedBodyException tooLarge() {
        return new MalformedBodyException(
                Reason.TOO_LARGE,
                "decompressed size: more than " + limit
                        + " B (option ingest.max-decompressed-size); send fewer records per request");
    }
}
