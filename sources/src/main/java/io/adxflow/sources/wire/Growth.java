package io.adxflow.sources.wire;

import io.adxflow.sources.wire.MalformedBodyException.Reason;

/**
 * How the decoder's arrays grow, and where they stop. An element takes two bytes on the wire when all its fields are left out,
 * and ten times as much in the arrays; the limit keeps a body of such elements from taking many times its own size.
 */
final class Growth {
    private static final int FIRST = 64;
    private static final int LEAST_LIMIT = 1 << 16;
    /** Bytes of the largest allowed body per element: less than any element that says something. */
    private static final int BYTES_PER_ELEMENT = 8;

    private final int limit;

    Growth(int maxDecompressedBytes) {
        limit = Math.max(LEAST_LIMIT, maxDecompressedBytes / BYTES_PER_ELEMENT);
    }

    /** @return the capacity to grow to from a full array */
    int next(int capacity, String what) throws MalformedBodyException {
        if (capacity >= limit) {
            throw new MalformedBodyException(
                    Reason.TOO_LARGE,
                    "number of " + what + ": over " + limit + " (expected: at most one in " + BYTES_PER_ELEMENT
                            + " B of option ingest.max-decompressed-size)");
        }
        return (int) Math.min(limit, Math.max(FIRST, capacity + (long) capacity / 2));
    }
}
