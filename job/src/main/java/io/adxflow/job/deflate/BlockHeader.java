package io.adxflow.job.deflate;

import java.util.Arrays;

/** Chooses a block's codes and writes what describes them (RFC 1951, 3.2.6 and 3.2.7). Reused. */
final class BlockHeader {
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int FIXED_LITERAL_SYMBOLS = 288;
    private static final HuffmanCode FIXED_LITERALS = new HuffmanCode(FIXED_LITERAL_SYMBOLS, 15);
    private static final HuffmanCode FIXED_DISTANCES = new HuffmanCode(32, 15);

    static {
        int[] lengths = new int[FIXED_LITERAL_SYMBOLS];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, FIXED_LITERAL_SYMBOLS, 8);
        FIXED_LITERALS.use(lengths);
        int[] distanceLengths = new int[32];
        Arrays.fill(distanceLengths, 5);
        FIXED_DISTANCES.use(distanceLengths);
    }

    private final HuffmanCode literals = new HuffmanCode(Matches.LITERAL_SYMBOLS, 15);
    private final HuffmanCode distances = new HuffmanCode(Matches.DISTANCE_SYMBOLS, 15);
    private final HuffmanCode lengthCode = new HuffmanCode(19, 7);

    /** Code lengths of both codes as run lengths: a symbol, and from bit 8 up its extra bits. */
    private final int[] runs = new int[Matches.LITERAL_SYMBOLS + Matches.DISTANCE_SYMBOLS];

    private final int[] runCounts = new int[19];
    private final int[] joined = new int[Matches.LITERAL_SYMBOLS + Matches.DISTANCE_SYMBOLS];
    private int runCount;
    private HuffmanCode chosenLiterals = FIXED_LITERALS;
    private HuffmanCode chosenDistances = FIXED_DISTANCES;

    /** Begins a block that is not the last, and reserves room for all of it. */
    void write(int[] literalCounts, int[] distanceCounts, BitOutput out) {
        literals.build(literalCounts);
        distances.build(distanceCounts);
        int literalSymbols = used(literals.lengths(), 257);
        int distanceSymbols = used(distances.lengths(), 1);
        findRuns(literalSymbols, distanceSymbols);
        lengthCode.build(runCounts);
        int lengthSymbols = ORDER.length;
        while (lengthSymbols > 4 && lengthCode.lengths()[ORDER[lengthSymbols - 1]] == 0) {
            lengthSymbols--;
        }
        long described = 14
                + 3L * lengthSymbols
                + lengthCode.cost(runCounts)
                + 2L * runCounts[16]
                + 3L * runCounts[17]
                + 7L * runCounts[18];
        long extra = extraBits(literalCounts, distanceCounts);
        long ownCost = described + literals.cost(literalCounts) + distances.cost(distanceCounts);
        long fixedCost = fixedCost(literalCounts, distanceCounts);
        out.reserve(3 + extra + Math.max(ownCost, fixedCost));
        if (fixedCost <= ownCost) {
            chosenLiterals = FIXED_LITERALS;
            chosenDistances = FIXED_DISTANCES;
            out.put(0b010, 3);
            return;
        }
        chosenLiterals = literals;
        chosenDistances = distances;
        out.put(0b100, 3);
        out.put(literalSymbols - 257, 5);
        out.put(distanceSymbols - 1, 5);
        out.put(lengthSymbols - 4, 4);
        for (int i = 0; i < lengthSymbols; i++) {
            out.put(lengthCode.lengths()[ORDER[i]], 3);
        }
        int[] words = lengthCode.words();
        for (int i = 0; i < runCount; i++) {
            int symbol = runs[i] & 0xff;
            out.put(words[symbol] & 0xffff, words[symbol] >>> 16);
            if (symbol >= 16) {
                out.put(runs[i] >>> 8, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
            }
        }
    }

    /** Of the block last begun: see {@link HuffmanCode#words}. */
    int[] literalWords() {
        return chosenLiterals.words();
    }

    int[] distanceWords() {
        return chosenDistances.words();
    }

    private static int used(int[] lengths, int least) {
        int used = lengths.length;
        while (used > least && lengths[used - 1] == 0) {
            used--;
        }
        return used;
    }

    private static long extraBits(int[] literalCounts, int[] distanceCounts) {
        long bits = 0;
        for (int symbol = 257; symbol < literalCounts.length; symbol++) {
            bits += (long) literalCounts[symbol] * Matches.lengthExtraBits(symbol);
        }
        for (int symbol = 0; symbol < distanceCounts.length; symbol++) {
            bits += (long) distanceCounts[symbol] * Matches.distanceExtraBits(symbol);
        }
        return bits;
    }

    private static long fixedCost(int[] literalCounts, int[] distanceCounts) {
        long bits = 0;
        int[] lengths = FIXED_LITERALS.lengths();
        for (int symbol = 0; symbol < literalCounts.length; symbol++) {
            bits += (long) literalCounts[symbol] * lengths[symbol];
        }
        for (int count : distanceCounts) {
            bits += 5L * count;
        }
        return bits;
    }

    private void findRuns(int literalSymbols, int distanceSymbols) {
        System.arraycopy(literals.lengths(), 0, joined, 0, literalSymbols);
        System.arraycopy(distances.lengths(), 0, joined, literalSymbols, distanceSymbols);
        int end = literalSymbols + distanceSymbols;
        Arrays.fill(runCounts, 0);
        runCount = 0;
        int at = 0;
        while (at < end) {
            int length = joined[at];
            int runEnd = at + 1;
            while (runEnd < end && joined[runEnd] == length) {
                runEnd++;
            }
            at = length == 0 ? putZeros(at, runEnd) : putRepeats(length, at, runEnd);
        }
    }

    private int putZeros(int start, int end) {
        int at = start;
        while (end - at >= 3) {
            int run = Math.min(138, end - at);
            if (run >= 11) {
                putRun(18, run - 11);
            } else {
                putRun(17, run - 3);
            }
            at += run;
        }
        for (; at < end; at++) {
            putRun(0, 0);
        }
        return at;
    }

    private int putRepeats(int length, int start, int end) {
        putRun(length, 0);
        int at = start + 1;
        while (end - at >= 3) {
            int run = Math.min(6, end - at);
            putRun(16, run - 3);
            at += run;
        }
        for (; at < end; at++) {
            putRun(length, 0);
        }
        return at;
    }

    private void putRun(int symbol, int extra) {
        runs[runCount++] = symbol | extra << 8;
        runCounts[symbol]++;
    }
}
