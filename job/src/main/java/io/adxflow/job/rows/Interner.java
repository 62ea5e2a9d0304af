package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sinks.batch.XxHash64;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps equal bytes once: the metrics of one target share their labels, so a fifth of the memory does. An entry lives while it
 * is referenced. The hash is seeded, because senders choose the bytes.
 */
final class Interner {
    private final long seed;
    private @Nullable Interned[] buckets = new Interned[1024];
    private int count;
    private long heapBytes;

    Interner(long seed) {
        this.seed = seed;
    }

    /** The entry with these bytes, referenced once more; the caller releases it. */
    Interned acquire(ByteBuilder text, int split) {
        return acquire(text.array(), 0, text.length(), split);
    }

    Interned acquire(byte[] text, int start, int end, int split) {
        long hash = XxHash64.hash(text, start, end, seed + split);
        int bucket = (int) hash & (buckets.length - 1);
        for (Interned entry = buckets[bucket]; entry != null; entry = entry.next) {
            if (entry.hash == hash
                    && entry.split == split
                    && Arrays.equals(entry.bytes, 0, entry.bytes.length, text, start, end)) {
                entry.references++;
                return entry;
            }
        }
        Interned entry = new Interned(Arrays.copyOfRange(text, start, end), split, hash);
        entry.references = 1;
        entry.next = buckets[bucket];
        buckets[bucket] = entry;
        count++;
        heapBytes += entry.bytes.length + Interned.OVERHEAD_BYTES;
        if (count > buckets.length) {
            grow();
        }
        return entry;
    }

    void release(Interned entry) {
        if (--entry.references > 0) {
            return;
        }
        int bucket = (int) entry.hash & (buckets.length - 1);
        Interned before = null;
        for (Interned at = buckets[bucket]; at != null && at != entry; at = at.next) {
            before = at;
        }
        if (before == null) {
            buckets[bucket] = entry.next;
        } else {
            before.next = entry.next;
        }
        count--;
        heapBytes -= entry.bytes.length + Interned.OVERHEAD_BYTES;
    }

    private void grow() {
        @Nullable Interned[] old = buckets;
        buckets = new Interned[2 * old.length];
        for (Interned head : old) {
            Interned entry = head;
            while (entry != null) {
                Interned next = entry.next;
                int bucket = (int) entry.hash & (buckets.length - 1);
                entry.next = buckets[bucket];
                buckets[bucket] = entry;
                entry = next;
            }
        }
    }

    long heapBytes() {
        return heapBytes;
    }
}
