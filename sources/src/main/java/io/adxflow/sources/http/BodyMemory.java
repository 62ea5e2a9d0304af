package io.adxflow.sources.http;

/**
 * Remembers the hashes of the newest bodies, oldest forgotten first, so that a retry is recognised. Fixed in size (24 to 32 bytes
 * a body), allocates nothing after construction. Not thread-safe.
 */
public final class BodyMemory {
    private final int capacity;
    /** High and low halves, in the order they came, starting at {@link #oldest}. */
    private final long[] ring;
    /** Open addressing with linear probing over ring positions + 1; 0 is free. At most half full. */
    private final int[] slots;

    private int oldest;
    private int size;
    /** Remembered in this period and in the one before it. */
    private int rememberedNow;

    private int rememberedBefore;
    private long periodStartMillis = Long.MIN_VALUE;

    public BodyMemory(int capacity) {
        if (capacity < 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("bodies to remember: " + capacity + " (expected: 1 to 2^24)");
        }
        this.capacity = capacity;
        this.ring = new long[2 * capacity];
        this.slots = new int[Integer.highestOneBit(capacity) * 4];
    }

    public boolean contains(long high, long low) {
        return slots[find(high, low)] != 0;
    }

    /** False when the body is remembered already (its age then stays as it was). */
    public boolean remember(long high, long low) {
        int slot = find(high, low);
        if (slots[slot] != 0) {
            return false;
        }
        if (size == capacity) {
            forgetOldest();
            slot = find(high, low);
        }
        int position = (oldest + size) % capacity;
        ring[2 * position] = high;
        ring[2 * position + 1] = low;
        slots[slot] = position + 1;
        size++;
        rememberedNow++;
        return true;
    }

    /**
     * Forgets the bodies that are older than two periods; those of the last one stay. To be called once or more a period.
     *
     * @param nowMillis a clock that does not go back
     */
    public void forgetOlder(long nowMillis, long periodMillis) {
        if (periodStartMillis == Long.MIN_VALUE) {
            periodStartMillis = nowMillis;
        }
        if (nowMillis - periodStartMillis >= periodMillis) {
            long keep = (long) rememberedNow + rememberedBefore;
            while (size > keep) {
                forgetOldest();
            }
            rememberedBefore = rememberedNow;
            rememberedNow = 0;
            periodStartMillis = nowMillis;
        }
    }

    public int size() {
        return size;
    }

    /** High and low halves in turn, oldest first: what state holds. */
    public long[] toArray() {
        long[] hashes = new long[2 * size];
        int untilWrap = Math.min(size, capacity - oldest);
        System.arraycopy(ring, 2 * oldest, hashes, 0, 2 * untilWrap);
        System.arraycopy(ring, 0, hashes, 2 * untilWrap, 2 * (size - untilWrap));
        return hashes;
    }

    /**
     * Remembers the newest of several memories, evenly, since a retry may come to another reader than its body; they count as
     * newer than what is here.
     *
     * @param memories each as {@link #toArray()} gave it
     */
    public void rememberNewestOf(Iterable<long[]> memories) {
        int longest = 0;
        for (long[] hashes : memories) {
            if (hashes.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "halves of hashes: " + hashes.length + " (expected: an even number)");
            }
            longest = Math.max(longest, hashes.length / 2);
        }
        for (int fromNewest = longest; fromNewest > 0; fromNewest--) {
            for (long[] hashes : memories) {
                int at = hashes.length - 2 * fromNewest;
                if (at >= 0) {
                    remember(hashes[at], hashes[at + 1]);
                }
            }
        }
    }

    /** The slot that holds the hash, or the free one where it belongs. */
    private int find(long high, long low) {
        int slot = home(low);
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, high, low)) {
            slot = next(slot);
        }
        return slot;
    }

    private void forgetOldest() {
        int hole = find(ring[2 * oldest], ring[2 * oldest + 1]);
        for (int slot = next(hole); slots[slot] != 0; slot = next(slot)) {
            int home = home(ring[2 * (slots[slot] - 1) + 1]);
            // An entry may move into the hole unless its home lies behind the hole on its way to where it is now.
            if (distance(home, slot) >= distance(hole, slot)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
        oldest = (oldest + 1) % capacity;
        size--;
    }

    private boolean isAt(int position, long high, long low) {
        return ring[2 * position + 1] == low && ring[2 * position] == high;
    }

    private int home(long low) {
        return (int) low & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (slots.length - 1);
    }
}
