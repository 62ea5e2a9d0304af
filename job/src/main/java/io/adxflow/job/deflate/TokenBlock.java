package io.adxflow.job.deflate;

import java.util.Arrays;

/**
 * Gathers literals and copies, and writes them as one block of deflate with codes made for it, or with the fixed codes when a
 * block is too small to pay for its own. A copy may be of any length: it becomes as many matches as it takes.
 */
final class TokenBlock {
    static final int MAX_DISTANCE = 1 << 15;
    static final int MIN_LENGTH = 3;
    /** Longest copy that one token holds, a multiple of the longest match. */
    private static final int MAX_TOKEN_LENGTH = 252 * Matches.MAX_LENGTH;

    /** Enough that the codes' description, 70 bytes or so, and the making of them cost little. */
    private static final int TOKENS = 1 << 14;

    private static final int END_OF_BLOCK = 256;

    private final BitOutput out;
    /** A literal is its byte; a copy is negative, its distance less 1 from bit 16 up, its length below. */
    private final int[] tokens = new int[TOKENS];

    private final int[] literalCounts = new int[Matches.LITERAL_SYMBOLS];
    private final int[] distanceCounts = new int[Matches.DISTANCE_SYMBOLS];
    private final BlockHeader header = new BlockHeader();
    private int count;

    TokenBlock(BitOutput out) {
        this.out = out;
    }

    /** Forgets what is not written. */
    void clear() {
        count = 0;
        Arrays.fill(literalCounts, 0);
        Arrays.fill(distanceCounts, 0);
    }

    void literal(int unsignedByte) {
        if (count == TOKENS) {
            write();
        }
        tokens[count++] = unsignedByte;
        literalCounts[unsignedByte]++;
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
            literalCounts[Matches.lengthSymbol(part)]++;
            rest -= part;
            matches++;
        }
        literalCounts[Matches.lengthSymbol(rest)]++;
        distanceCounts[Matches.distanceSymbol(distance)] += matches;
    }

    /** Writes what was gathered as one block that is not the last; nothing when there is nothing. */
    void write() {
        if (count == 0) {
            return;
        }
        literalCounts[END_OF_BLOCK] = 1;
        header.write(literalCounts, distanceCounts, out);
        int[] literalWords = header.literalWords();
        int[] distanceWords = header.distanceWords();
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token >= 0) {
                if (out.pendingBits() > 48) {
                    out.flush();
                }
                putWord(literalWords[token]);
            } else {
                putCopy((token >>> 16 & 0x7fff) + 1, token & 0xffff, literalWords, distanceWords);
            }
        }
        out.flush();
        putWord(literalWords[END_OF_BLOCK]);
        out.flush();
        clear();
    }

    private void putCopy(int distance, int length, int[] literalWords, int[] distanceWords) {
        int symbol = Matches.distanceSymbol(distance);
        int word = distanceWords[symbol];
        int wordBits = word >>> 16;
        long distanceBits = (word & 0xffff) | (long) Matches.distanceExtra(distance, symbol) << wordBits;
        int distanceBitCount = wordBits + Matches.distanceExtraBits(symbol);
        int rest = length;
        do {
            int part = Matches.part(rest);
            rest -= part;
            out.flush();
            int lengthSymbol = Matches.lengthSymbol(part);
            putWord(literalWords[lengthSymbol]);
            out.put((long) Matches.lengthExtra(part), Matches.lengthExtraBits(lengthSymbol));
            out.put(distanceBits, distanceBitCount);
        } while (rest > 0);
    }

    private void putWord(int word) {
        out.put((long) (word & 0xffff), word >>> 16);
    }
}
