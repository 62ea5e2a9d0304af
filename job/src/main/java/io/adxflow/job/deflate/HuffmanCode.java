package io.adxflow.job.deflate;

import java.util.Arrays;

/**
 * A prefix code of least total length for given counts, no codeword longer than a limit, in the canonical form that its lengths
 * alone describe (RFC 1951, 3.2.2). Reused.
 */
final class HuffmanCode {
    private static final int SYMBOL_BITS = 9;

    private final int maxBits;
    private final int[] lengths;
    /** By symbol: the codeword, its first bit lowest, and its length from bit 16 up; 0 for a symbol without one. */
    private final int[] words;

    private final long[] byCount;
    private final int[] tree;
    private final int[] ofLength = new int[64];
    private final int[] nextOfLength = new int[64];

    HuffmanCode(int symbols, int maxBits) {
        this.maxBits = maxBits;
        this.lengths = new int[symbols];
        this.words = new int[symbols];
        this.byCount = new long[symbols];
        this.tree = new int[symbols];
    }

    int[] lengths() {
        return lengths;
    }

    int[] words() {
        return words;
    }

    /** Finds the code. At least two symbols get a codeword, as not every inflater takes fewer; the counts are left alone. */
    void build(int[] counts) {
        int used = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (counts[symbol] > 0) {
                byCount[used++] = ((long) counts[symbol] << SYMBOL_BITS) | symbol;
            }
        }
        for (int symbol = 0; used < 2; symbol++) {
            if (counts[symbol] == 0) {
                byCount[used++] = symbol;
            }
        }
        Arrays.sort(byCount, 0, used);
        for (int i = 0; i < used; i++) {
            tree[i] = (int) Math.min(Integer.MAX_VALUE / lengths.length, byCount[i] >>> SYMBOL_BITS);
        }
        toDepths(tree, used);
        Arrays.fill(ofLength, 0);
        for (int i = 0; i < used; i++) {
            ofLength[Math.min(tree[i], ofLength.length - 1)]++;
        }
        limit();
        Arrays.fill(lengths, 0);
        int rarest = 0;
        for (int length = maxBits; length > 0; length--) {
            for (int i = ofLength[length]; i > 0; i--) {
                lengths[(int) byCount[rarest++] & ((1 << SYMBOL_BITS) - 1)] = length;
            }
        }
        assignWords();
    }

    /** Takes lengths that others chose. */
    void use(int[] fixedLengths) {
        System.arraycopy(fixedLengths, 0, lengths, 0, lengths.length);
        Arrays.fill(ofLength, 0);
        for (int length : lengths) {
            ofLength[length]++;
        }
        assignWords();
    }

    /** Bits that symbols of these counts take. */
    long cost(int[] counts) {
        long bits = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            bits += (long) counts[symbol] * lengths[symbol];
        }
        return bits;
    }

    /**
     * Replaces counts in growing order by the depths of their leaves, in place (Moffat and Katajainen, In-place calculation of
     * minimum-redundancy codes, 1995).
     */
    private static void toDepths(int[] a, int n) {
        a[0] += a[1];
        int root = 0;
        int leaf = 2;
        for (int next = 1; next < n - 1; next++) {
            if (leaf >= n || a[root] < a[leaf]) {
                a[next] = a[root];
                a[root++] = next;
            } else {
                a[next] = a[leaf++];
            }
            if (leaf >= n || (root < next && a[root] < a[leaf])) {
                a[next] += a[root];
                a[root++] = next;
            } else {
                a[next] += a[leaf++];
            }
        }
        a[n - 2] = 0;
        for (int next = n - 3; next >= 0; next--) {
            a[next] = a[a[next]] + 1;
        }
        int available = 1;
        int depth = 0;
        root = n - 2;
        int next = n - 1;
        while (available > 0) {
            int inner = 0;
            while (root >= 0 && a[root] == depth) {
                inner++;
                root--;
            }
            while (available > inner) {
                a[next--] = depth;
                available--;
            }
            available = 2 * inner;
            depth++;
        }
    }

    /** Shortens codewords beyond the limit, and lengthens as many others as that takes (Kraft's sum is 1 again). */
    private void limit() {
        for (int length = maxBits + 1; length < ofLength.length; length++) {
            ofLength[maxBits] += ofLength[length];
            ofLength[length] = 0;
        }
        int sum = 0;
        for (int length = 1; length <= maxBits; length++) {
            sum += ofLength[length] << (maxBits - length);
        }
        while (sum > 1 << maxBits) {
            ofLength[maxBits]--;
            int length = maxBits - 1;
            while (ofLength[length] == 0) {
                length--;
            }
            ofLength[length]--;
            ofLength[length + 1] += 2;
            sum--;
        }
    }

    private void assignWords() {
        int word = 0;
        ofLength[0] = 0;
        for (int length = 1; length <= maxBits; length++) {
            word = (word + ofLength[length - 1]) << 1;
            nextOfLength[length] = word;
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            words[symbol] =
                    length == 0 ? 0 : (Integer.reverse(nextOfLength[length]++) >>> (32 - length)) | (length << 16);
        }
    }
}
