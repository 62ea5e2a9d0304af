package io.adxflow.sources.wire;

import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/**
 * Decompresses snappy block format (google/snappy, format_description.txt) into one reused array.
 *
 * <p>The claimed length stands in front of the block. It is judged before anything is allocated: against the limit, and
 * against what the compressed bytes could yield at all.
 */
final class SnappyInflater {
    /** What {@link ProtoReader} needs behind the content. */
    static final int PADDING = ProtoReader.PADDING;

    /** The densest element is a copy of 64 bytes encoded in 3. */
    private static final int DENSEST_OUTPUT = 64;

    private static final int DENSEST_INPUT = 3;
    private static final int KEEP_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};

    private final int maxDecompressedBytes;
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);
    private final DecodeCharge charge;
    private byte[] buffer = NOTHING;

    SnappyInflater(int maxDecompressedBytes, DecodeCharge charge) {
        this.maxDecompressedBytes = maxDecompressedBytes;
        this.charge = charge;
        charge.onRelease(this::release);
    }

    private void release() {
        charge.give(buffer.length);
        buffer = NOTHING;
    }

    /** The content of the last body, {@link #PADDING} bytes longer at least; valid until the next call of {@link #inflate}. */
    byte[] buffer() {
        return buffer;
    }

    /**
     * @param length of the body that the array begins with
     * @return the length of the content
     */
    int inflate(byte[] body, int length) throws MalformedBodyException {
        int claimed = claimedLength(body, length);
        reserve(claimed);
        try {
            int written = Snappy.uncompress(body, 0, length, buffer, 0);
            if (written != claimed) {
                throw corrupt(length, "it holds " + written + " B but claims " + claimed + " B");
            }
            return written;
        } catch (IOException e) {
            throw corrupt(length, "a literal or copy element does not fit, or the content is shorter than claimed");
        }
    }

    private int claimedLength(byte[] body, int length) throws MalformedBodyException {
        if (length == 0) {
            throw new MalformedBodyException(Reason.COMPRESSION, "body is empty (expected: a snappy block)");
        }
        long claimed;
        try {
            // Asked of the library rather than parsed here: it is the library that writes that many bytes.
            claimed = Integer.toUnsignedLong(Snappy.uncompressedLength(body, 0, length));
        } catch (IOException e) {
            throw corrupt(length, "its length prefix is broken");
        }
        if (claimed > maxDecompressedBytes) {
            throw new MalformedBodyException(
                    Reason.TOO_LARGE,
                    "decompressed size: " + claimed + " B claimed by a body of " + length
                            + " B (expected: at most "
                            + maxDecompressedBytes
                            + " B, option ingest.max-decompressed-size); send fewer samples per request");
        }
        if (claimed * DENSEST_INPUT > (long) length * DENSEST_OUTPUT) {
            throw corrupt(length, "it claims " + claimed + " B, more than snappy can pack into so few");
        }
        return (int) claimed;
    }

    private void reserve(int claimed) throws MalformedBodyException {
        int needed = claimed + PADDING;
        long smaller = shrink.note(needed, buffer.length);
        if (smaller >= 0) {
            replace((int) Math.max(smaller, needed));
        } else if (buffer.length < needed) {
            // Half as much again, so that bodies that grow little by little do not allocate each time; never past the
            // limit.
            long roomy = Math.min((long) maxDecompressedBytes + PADDING, buffer.length + (buffer.length >> 1));
            replace((int) Math.max(needed, Math.min(roomy, Integer.MAX_VALUE - 8)));
        }
    }

    private void replace(int length) throws MalformedBodyException {
        release();
        charge.take(length, "content");
        buffer = new byte[length];
    }

    private static MalformedBodyException corrupt(int length, String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION,
                "body of " + length + " B is not a snappy block (the framed format is not accepted): " + why);
    }
}
