package io.adxflow.sources.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes lists of label references, packed varints, by the hashes of their symbols; what a list shares with the one before it is
 * not hashed again.
 *
 * <p>As {@link SeriesHash} does with bytes, an NH sum of the labels' products and a sum of their rotated words are mixed down to
 * 128 bits. A label's part of either depends on its place and its two symbols alone. Senders send what they scraped of one family
 * of one target in a row, so most lists are as long as the one before and differ from it in the references of a label or two:
 * then the parts of these labels are exchanged. The result is the same.
 *
 * <p>Results are left in the {@link SeriesHash}. Owned by one thread.
 */
final class ReferenceHash {
    /** Labels of a list that is remembered at most: a block's. */
    private static final int MAX_LABELS = SeriesHash.STEPS_PER_BLOCK;
    /** More of them are hashed faster from the start. */
    private static final int MAX_CHANGES = 6;
    /** Two references of two bytes, up to symbol 16,383. */
    private static final int MAX_LABEL_BYTES = 4;

    private static final int MAX_BYTES = MAX_LABELS * MAX_LABEL_BYTES;
    private static final long CONTINUATION_BITS = 0x8080808080808080L;
    private static final int EACH_BYTE = 0x01010101;
    private static final VarHandle LONGS = ProtoReader.LONGS;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final SeriesHash hasher;
    private final SymbolTable symbols;
    private final long[] keys;

    /** By label of the list before: its parts, and its first byte within the list; the end of the last behind them. */
    private final long[] lowers = new long[MAX_LABELS];

    private final long[] uppers = new long[MAX_LABELS];
    private final long[] rotated = new long[MAX_LABELS];
    private final int[] starts = new int[MAX_LABELS + 1];
    /** By byte of the list before: its label. */
    private final byte[] labelOf = new byte[MAX_BYTES + Integer.BYTES];

    /** The list before; its length is 0 when none is remembered. */
    private int from;

    private int length;
    private int labels;
    private long lower;
    private long upper;
    private long sum;

    ReferenceHash(SeriesHash hasher, SymbolTable symbols) {
        this.hasher = hasher;
        this.symbols = symbols;
        keys = hasher.keys;
    }

    /** Forgets the list before; to be called when the symbols or the bytes that {@link #next} was given have changed. */
    void forget() {
        length = 0;
    }

    /**
     * Hashes a list of a body whose lists are hashed one after the other.
     *
     * @param bytes readable {@link ProtoReader#PADDING} bytes past the list, and unchanged until {@link #forget}
     * @return false when a reference is cut off, overlong or out of range, or their number is odd; the hash is then meaningless
     */
    boolean next(byte[] bytes, int start, int end) {
        if (end - start == length && length > 0 && exchange(bytes, start)) {
            hasher.high = 0;
            hasher.low = 0;
            hasher.mix(lower, upper, sum, labels);
        } else if (!all(bytes, start, end)) {
            return false;
        }
        from = start;
        return true;
    }

    /** Likewise, a list that may be written over afterwards. */
    boolean once(byte[] bytes, int start, int end) {
        boolean whole = all(bytes, start, end);
        forget();
        return whole;
    }

    /** True when the parts are the list's; else they are those of no list. */
    private boolean exchange(byte[] bytes, int start) {
        int changes = 0;
        int done = 0;
        for (int word = 0; word < length; word += Long.BYTES) {
            long difference = (long) LONGS.get(bytes, start + word) ^ (long) LONGS.get(bytes, from + word);
            difference &= ~bytesFrom(length - word);
            if ((difference & CONTINUATION_BITS) != 0) {
                return false;
            }
            difference &= bytesFrom(done - word);
            while (difference != 0) {
                int label = labelOf[word + (Long.numberOfTrailingZeros(difference) >>> 3)];
                if (++changes > MAX_CHANGES || !exchangeLabel(label, bytes, start + starts[label])) {
                    return false;
                }
                done = starts[label + 1];
                difference &= bytesFrom(done - word);
            }
        }
        return true;
    }

    /** A mask of a word's bytes from that one on; the word begins with byte 0. */
    private static long bytesFrom(int firstByte) {
        if (firstByte >= Long.BYTES) {
            return 0;
        }
        return firstByte <= 0 ? -1 : -1L << (firstByte * Byte.SIZE);
    }

    /** The label's references are as long as those before, one byte or two. */
    private boolean exchangeLabel(int label, byte[] bytes, int start) {
        int at = start;
        int name = bytes[at++];
        if (name < 0) {
            name = (name & 0x7F) | (bytes[at++] << 7);
        }
        int value = bytes[at++];
        if (value < 0) {
            value = (value & 0x7F) | (bytes[at] << 7);
        }
        // Negative when the next word, which was not looked at yet, has other lengths.
        if ((name | value) < 0 || Math.max(name, value) >= symbols.count) {
            return false;
        }
        long oldLower = lowers[label];
        long oldUpper = uppers[label];
        long oldRotated = rotated[label];
        part(label, name, value);
        lower += lowers[label] - oldLower;
        upper += uppers[label] - oldUpper;
        sum += rotated[label] - oldRotated;
        return true;
    }

    private void part(int label, int name, int value) {
        long[] hashes = symbols.hashes;
        long x = hashes[2 * name] + keys[2 * label];
        long y = hashes[2 * value] + keys[2 * label + 1];
        lowers[label] = x * y;
        uppers[label] = Math.multiplyHigh(x, y);
        rotated[label] = Long.rotateLeft(
                hashes[2 * name + 1] + Long.rotateLeft(hashes[2 * value + 1], SeriesHash.WORD_ROTATION),
                label * SeriesHash.STEP_ROTATION);
    }

    private boolean all(byte[] bytes, int start, int end) {
        length = 0;
        int symbolCount = symbols.count;
        long sumOfLowers = 0;
        long sumOfUppers = 0;
        long sumOfRotated = 0;
        int label = 0;
        boolean isMemorable = true;
        int at = start;
        hasher.high = 0;
        hasher.low = 0;
        int count = 0;
        while (at < end) {
            if (label == MAX_LABELS) {
                hasher.mix(sumOfLowers, sumOfUppers, sumOfRotated, 0);
                sumOfLowers = sumOfUppers = sumOfRotated = 0;
                label = 0;
                isMemorable = false;
            }
            int labelStart = at;
            // One and two bytes are read here, what is longer (from symbol 16,384 on) by the table.
            int name = bytes[at++];
            if (name < 0) {
                int second = bytes[at++];
                if (second >= 0) {
                    name = (name & 0x7F) | (second << 7);
                } else {
                    at = symbols.readReference(bytes, at - 2, end);
                    name = symbols.reference;
                    isMemorable = false;
                }
            }
            if (at >= end) {
                return false;
            }
            int value = bytes[at++];
            if (value < 0) {
                int second = bytes[at++];
                if (second >= 0) {
                    value = (value & 0x7F) | (second << 7);
                } else {
                    at = symbols.readReference(bytes, at - 2, end);
                    value = symbols.reference;
                    isMemorable = false;
                }
            }
            if (at > end || (name | value) < 0 || Math.max(name, value) >= symbolCount) {
                return false;
            }
            part(label, name, value);
            sumOfLowers += lowers[label];
            sumOfUppers += uppers[label];
            sumOfRotated += rotated[label];
            if (isMemorable) {
                starts[label] = labelStart - start;
                INTS.set(labelOf, labelStart - start, label * EACH_BYTE);
            }
            label++;
            count++;
        }
        hasher.mix(sumOfLowers, sumOfUppers, sumOfRotated, count);
        if (isMemorable) {
            starts[label] = end - start;
            length = end - start;
            labels = count;
            lower = sumOfLowers;
            upper = sumOfUppers;
            sum = sumOfRotated;
        }
        return true;
    }
}
