package io.adxflow.job.rows;

import org.jspecify.annotations.Nullable;

/** Bytes that several series share, counted by the {@link Interner} that made them. */
final class Interned {
    /** What one costs beside its bytes: the two objects and a place in the interner. */
    static final int OVERHEAD_BYTES = 72;

    final byte[] bytes;
    /** Where the value goes, when the bytes are what surrounds it in a row. */
    final int split;

    final long hash;
    int references;

    @Nullable
    Interned next;

    Interned(byte[] bytes, int split, long hash) {
        this.bytes = bytes;
        this.split = split;
        this.hash = hash;
    }
}
