package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.ShrinkPolicy;
import java.util.Arrays;

/**
 * The content of one body in an array that is used again for the next. Grows as content comes, charged before it does,
 * never past the limit, and is let go of when it has been too large for a while. Always {@link ProtoReader#PADDING} bytes longer than the content.
 */
final class ReusedBytes {
    private static final int FIRST_BYTES = 8 << 10;
    private static final int KEEP_BYTES = 1 << 20;

    private final int limit;
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);
    private final DecodeCharge charge;
    /** Not shared: who fills this may write one byte into the padding. */
    private final byte[] nothing = new byte[ProtoReader.PADDING];

    private int highest;

    byte[] bytes;
    /** Bytes of content. */
    int length;

    ReusedBytes(int limit, DecodeCharge charge) {
        this.limit = limit;
        this.charge = charge;
        bytes = nothing;
        charge.onRelease(this::release);
    }

    private void release() {
        charge.give(charged());
        bytes = nothing;
        length = 0;
    }

    private long charged() {
        return bytes == nothing ? 0 : bytes.length;
    }

    /** Forgets the last content. */
    void clear() {
        long smaller = shrink.note(highest, bytes.length);
        if (smaller >= 0) {
            release();
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
            // An empty array is made as large as it is wanted: whoever knows the size says it first.
            long roomy = Math.min(limit, Math.max(Math.max(needed, FIRST_BYTES), 2L * capacity()));
            int next = (int) Math.min(Integer.MAX_VALUE - 8, roomy + ProtoReader.PADDING);
            charge.take(next, "content");
            long before = charged();
            bytes = Arrays.copyOf(bytes, next);
            charge.give(before);
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
