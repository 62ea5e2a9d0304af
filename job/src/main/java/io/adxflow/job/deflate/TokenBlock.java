package io.adxflow.job.deflate;

import java.util.Arrays;

/**
 * Gathers runs of literals and copies, and writes them as one block of deflate with codes made for it, or with the fixed codes
 * when a block is too small to pay for its own. A copy may be of any length: it becomes as many matches as it takes.
 *
 * <p>Runs and copies are a few bytes long and of no length that a processor could foresee, so as little as possible hangs on
 * where they end: literals are moved eight at a time and counted all at once, when a block is written.
 */
final class TokenBlock {
    static final int MAX_DISTANCE = 1 << 15;
    static final int MIN_LENGTH = 3;
    /** Longest copy that one token holds, a multiple of the longest match. */
    private static final int MAX_TOKEN_LENGTH = 252 * Matches.MAX_LENGTH;

    /** Enough that the codes' description, 70 bytes or so, and the making of them cost little. */
    private static final int LITERALS = 1 << 14;

    private static final int TOKENS = 1 << 13;

    private static final int LITERAL_VALUES = 256;
    private static final int END_OF_BLOCK = LITERAL_VALUES;

    private final BitOutput out;
    /** A run of literals is its length; a copy is negative, its distance less 1 from bit 16 up, its length below. */
    private final int[] tokens = new int[TOKENS];

    /** Those of all runs; whole words are written behind the end. */
    private final byte[] literals = new byte[LITERALS + Long.BYTES];

    private final int[] literalCounts = new int[Matches.LITERAL_SYMBOLS];
    private final int[] distanceCounts = new int[Matches.DISTANCE_SYMBOLS];
    /** Of every other literal: the same one twice need not wait for its count. */
    private final int[] otherCounts = new int[LITERAL_VALUES];

    private final BlockHeader header = new BlockHeader();
    private int count;
    private int literalCount;

    TokenBlock(BitOutput out) {
        this.out = out;
    }

    /** Forgets what is not written. */
    void clear() {
        count = 0;
        literalCount = 0;
        Arrays.fill(literalCounts, 0);
        Arrays.fill(distanceCounts, 0);
    }

    /** The bytes from one position up to another, each as it is; up to seven behind them are read too. */
    void literals(byte[] bytes, int from, int to) {
        int next = from;
        while (to - next > LITERALS - literalCount) {
            int part = LITERALS - literalCount;
            run(bytes, next, part);
            next += part;
            write();
        }
        run(bytes, next, to - next);
    }

    /** @param length what there is room for */
    private void run(byte[] bytes, int from, int length) {
        if (length == 0) {
            return;
        }
        if (count == TOKENS) {
            write();
        }
        int at = literalCount;
        for (int done = 0; done < length; done += Long.BYTES) {
            Words.store(literals, at + done, Words.load(bytes, from + done));
        }
        literalCount = at + length;
        tokens[count++] = length;
    }

    /** @param length at least {@link #MIN_LENGTH} */
    void copy(int distance, int length) {
        int rest = length;
        while (rest > MAX_TOKEN_LENGTH) {
            int part = rest - MAX_TOKEN_LENGTH < MIN_LENGTH ? MAX_TOKEN_LENGTH - Matches.MAX_LENGTH : MAX_TOKEN_LENGTH;
            add(distance, part);
            rest -= part;
        }
        add(distance, rest);
    }

    private void add(int distance, int length) {
        if (count == TOKENS) {
            write();
        }
        tokens[count++] = Integer.MIN_VALUE | (distance - 1) << 16 | length;
        int rest = length;
        int matches = 1;
        while (rest > Matches.MAX_LENGTH) {
            int part = Matches.part(rest);
            literalCounts[Matches.symbol(Matches.length(part))]++;
            rest -= part;
            matches++;
        }
        literalCounts[Matches.symbol(Matches.length(rest))]++;
        distanceCounts[Matches.distanceSymbol(distance)] += matches;
    }

    /** Writes what was gathered as one block that is not the last; nothing when there is nothing. */
    void write() {
        if (count == 0) {
            return;
        }
        literalCounts[END_OF_BLOCK] = 1;
        countLiterals();
        header.write(literalCounts, distanceCounts, out);
        writeTokens(header.literalWords(), header.distanceWords());
        clear();
    }

    private void countLiterals() {
        byte[] from = literals;
        int[] even = literalCounts;
        int[] odd = otherCounts;
        Arrays.fill(odd, 0);
        int pairs = literalCount & ~1;
        for (int at = 0; at < pairs; at += 2) {
            even[from[at] & 0xff]++;
            odd[from[at + 1] & 0xff]++;
        }
        if (pairs < literalCount) {
            even[from[pairs] & 0xff]++;
        }
        for (int literal = 0; literal < odd.length; literal++) {
            even[literal] += odd[literal];
        }
    }

    /** The bits wait in local variables: most of the time of a block is spent here. */
    private void writeTokens(int[] literalWords, int[] distanceWords) {
        byte[] from = literals;
        int next = 0;
        byte[] to = out.bytes;
        int at = out.length;
        long bits = out.pending;
        int bitCount = out.pendingBits;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token >= 0) {
                // Three codes of 15 bits at most fit beside seven that wait.
                int end = next + token;
                for (; next < end; next += 3) {
                    Words.store(to, at, bits);
                    at += bitCount >>> 3;
                    bits >>>= bitCount & 56;
                    bitCount &= 7;
                    int word = literalWords[from[next] & 0xff];
                    bits |= (long) (word & 0xffff) << bitCount;
                    bitCount += word >>> 16;
                    word = literalWords[from[next + 1] & 0xff] & (next + 1 - end) >> 31;
                    bits |= (long) (word & 0xffff) << bitCount;
                    bitCount += word >>> 16;
                    word = literalWords[from[next + 2] & 0xff] & (next + 2 - end) >> 31;
                    bits |= (long) (word & 0xffff) << bitCount;
                    bitCount += word >>> 16;
                }
                next = end;
                continue;
            }
            int distance = (token >>> 16 & 0x7fff) + 1;
            int distanceSymbol = Matches.distanceSymbol(distance);
            int distanceWord = distanceWords[distanceSymbol];
            int distanceBitCount = distanceWord >>> 16;
            long distanceBits = (distanceWord & 0xffff)
                    | (long) Matches.distanceExtra(distance, distanceSymbol) << distanceBitCount;
            distanceBitCount += Matches.distanceExtraBits(distanceSymbol);
            int rest = token & 0xffff;
            do {
                int part = Matches.part(rest);
                rest -= part;
                Words.store(to, at, bits);
                at += bitCount >>> 3;
                bits >>>= bitCount & 56;
                bitCount &= 7;
                int length = Matches.length(part);
                int word = literalWords[Matches.symbol(length)];
                bits |= (long) (word & 0xffff) << bitCount;
                bitCount += word >>> 16;
                bits |= (long) Matches.extra(length) << bitCount;
                bitCount += Matches.extraBits(length);
                bits |= distanceBits << bitCount;
                bitCount += distanceBitCount;
            } while (rest > 0);
        }
        out.length = at;
        out.pending = bits;
        out.pendingBits = bitCount;
        out.flush();
        int word = literalWords[END_OF_BLOCK];
        out.put(word & 0xffff, word >>> 16);
    }
}
