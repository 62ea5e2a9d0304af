package io.adxflow.job.deflate;

import java.util.Arrays;

/**
 * Finds what the labels of a series share with those before. The labels of the row before are the candidate: mostly the same
 * names in the same order, where only some values differ. A value that differs is looked up whole among those that differed
 * lately, and only what is not found there is searched for by four bytes.
 *
 * <p>Values end at a doubled quote, as in JSON within a quoted CSV field. Where that is wrong, the output is only longer.
 */
final class LabelMatcher {
    private static final int VALUE_BITS = 12;
    private static final int FOUR_BITS = 13;
    /** Longer values are not looked for the start or end of, so that no sender's labels can make this slow. */
    private static final int LONGEST_VALUE = 256;

    /** Shorter differences are literals. */
    private static final int MIN_LOOK_UP = 4;

    private static final int QUOTE = '"';

    private final TextWindow text;
    private final RowTokens tokens;
    /** Where a value and where four bytes were last, as {@linkplain TextWindow#numberOf numbers}. */
    private final int[] values = new int[1 << VALUE_BITS];

    private final int[] fours = new int[1 << FOUR_BITS];

    LabelMatcher(TextWindow text, RowTokens tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    void forget() {
        Arrays.fill(values, 0);
        Arrays.fill(fours, 0);
    }

    /**
     * Tells the tokens of all between two positions.
     *
     * @param candidate where the labels of the row before begin, or negative when there are none in reach
     */
    void match(int start, int end, int candidate) {
        byte[] bytes = text.bytes;
        int at = start;
        int source = inReach(at, candidate);
        while (at < end) {
            if (source >= 0) {
                int same = Words.equalBytes(bytes, source, at, end - at);
                if (same > 0) {
                    tokens.copyTo(at + same, at - source);
                    at += same;
                    source += same;
                    if (at == end) {
                        return;
                    }
                }
            }
            int valueEnd = valueEnd(at, end);
            int sourceEnd = source < 0 ? -1 : sourceValueEnd(source, at, valueEnd);
            int same = sourceEnd < 0 ? 0 : Words.equalBytes(bytes, sourceEnd, valueEnd, end - valueEnd);
            if (valueEnd == at && same == 0) {
                valueEnd = at + 1;
                sourceEnd = -1;
            }
            int found = valueEnd - at < MIN_LOOK_UP ? 0 : lookUp(start, at, valueEnd, end, same);
            if (found > 0) {
                at += found;
                source = at == valueEnd && sourceEnd >= 0 ? sourceEnd : at - tokens.openDistance();
            } else {
                int next = valueEnd - at < MIN_LOOK_UP ? valueEnd : search(at, valueEnd, end);
                tokens.literalsTo(next);
                source = sourceEnd < 0 ? -1 : sourceEnd + next - valueEnd;
                at = next;
            }
        }
    }

    private static int inReach(int at, int source) {
        return isInReach(at, source) ? source : -1;
    }

    private static boolean isInReach(int at, int source) {
        return source >= 0 && source < at && at - source <= TokenBlock.MAX_DISTANCE;
    }

    /** The next doubled quote, or the end. */
    private int valueEnd(int from, int end) {
        byte[] bytes = text.bytes;
        for (int i = from; i + 1 < end; i++) {
            if (bytes[i + 1] != QUOTE) {
                i++;
            } else if (bytes[i] == QUOTE) {
                return i;
            }
        }
        return end;
    }

    /** Where the value ends that stands in place of this one, or -1. */
    private int sourceValueEnd(int source, int at, int valueEnd) {
        int limit = Math.min(at, source + LONGEST_VALUE);
        int sourceEnd = valueEnd(source, limit);
        return sourceEnd < limit ? inReach(valueEnd, sourceEnd) : -1;
    }

    private int valueStart(int start, int at) {
        byte[] bytes = text.bytes;
        int least = Math.max(start, at - LONGEST_VALUE);
        int from = at;
        while (from > least && bytes[from - 1] != QUOTE) {
            from--;
        }
        return from;
    }

    /** Copies the rest of a value that was seen before, and more where that goes further than {@code resumed}; 0 when it is new. */
    private int lookUp(int start, int at, int valueEnd, int end, int resumed) {
        byte[] bytes = text.bytes;
        int value = valueStart(start, at);
        long mixed = Words.load(bytes, value) * 0x9E3779B97F4A7C15L
                ^ Words.load(bytes, Math.max(value, valueEnd - 8)) * 0xC2B2AE3D27D4EB4FL;
        int slot = (int) ((mixed * 0x9E3779B97F4A7C15L) >>> (64 - VALUE_BITS));
        int source = text.positionOf(values[slot]);
        values[slot] = text.numberOf(value);
        // A value may differ in two places, and was put there at the first.
        if (!isInReach(value, source)) {
            return 0;
        }
        int same = Words.equalBytes(bytes, source + at - value, at, end - at);
        int rest = valueEnd - at;
        if (same < rest) {
            return 0;
        }
        int length = resumed >= same - rest ? rest : same;
        tokens.copyTo(at + length, value - source);
        return length;
    }

    /** Tells tokens up to the end of a value or further, by what its bytes were last met with; returns how far. */
    private int search(int from, int valueEnd, int end) {
        byte[] bytes = text.bytes;
        int at = from;
        while (at < valueEnd) {
            int four = Words.loadInt(bytes, at);
            int slot = (four * 0x9E3779B1) >>> (32 - FOUR_BITS);
            int source = text.positionOf(fours[slot]);
            fours[slot] = text.numberOf(at);
            if (isInReach(at, source) && Words.loadInt(bytes, source) == four) {
                int same = Words.equalBytes(bytes, source, at, end - at);
                if (same >= MIN_LOOK_UP + 1) {
                    tokens.literalsTo(at);
                    tokens.copyTo(at + same, at - source);
                    at += same;
                    continue;
                }
            }
            at++;
        }
        return at;
    }
}
