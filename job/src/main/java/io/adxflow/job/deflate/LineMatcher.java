package io.adxflow.job.deflate;

import java.util.Arrays;

/** Tells {@link RowTokens} what each line of a text shares with the lines before it. */
final class LineMatcher {
    private static final int WORD_BITS = 12;
    private static final int FOUR_BITS = 13;
    private static final int EIGHT_BITS = 13;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final int FOUR_FACTOR = 0x9E3779B1;
    private static final int NONE = -1;

    /** So many bytes behind a word that differs are the same when the lines go on alike. */
    private static final int ALIKE = 4;

    /** Shorter words are literals. */
    private static final int MIN_LOOK_UP = 6;

    /** Shorter matches of a search cost as much as what they spare. */
    private static final int MIN_FOUND = 6;

    /** Of a word its first so many bytes are looked at, so that no sender's text can make this slow. */
    private static final int LONGEST_WORD = 256;

    private static final int MAX_BASE = 1 << 30;
    /** What may stand in a word: letters and digits. */
    private static final boolean[] IN_WORD = new boolean[256];

    static {
        Arrays.fill(IN_WORD, '0', '9' + 1, true);
        Arrays.fill(IN_WORD, 'A', 'Z' + 1, true);
        Arrays.fill(IN_WORD, 'a', 'z' + 1, true);
    }

    private final RowTokens tokens;
    // Where words, four bytes and eight bytes were last, as positions and the base of the text they are of.
    private final int[] words = new int[1 << WORD_BITS];
    private final int[] fours = new int[1 << FOUR_BITS];
    private final int[] eights = new int[1 << EIGHT_BITS];

    private byte[] bytes = {};
    private int base = 1;
    private int length;
    private int previousStart;
    /** What the text from where it is told on is compared with, or {@link #NONE}. */
    private int source;

    LineMatcher(RowTokens tokens) {
        this.tokens = tokens;
    }

    /** Begins with another text, readable sixteen bytes past its end. */
    void begin(byte[] text, int textLength) {
        base += length + 1;
        if (base > MAX_BASE || base + textLength < 0) {
            base = 1;
            Arrays.fill(words, 0);
            Arrays.fill(fours, 0);
            Arrays.fill(eights, 0);
        }
        bytes = text;
        length = textLength;
        previousStart = NONE;
        tokens.begin(text);
    }

    /** Ends the text and lets go of it. */
    void end() {
        tokens.settle();
        bytes = new byte[0];
        tokens.begin(bytes);
    }

    /** Tells the tokens of the next line. */
    void line(int start, int end) {
        source = previousStart;
        previousStart = start;
        int at = start;
        while (at < end) {
            if (source >= 0 && at - source > TokenBlock.MAX_DISTANCE) {
                source = NONE;
            }
            if (source < 0) {
                at = search(at, end);
                continue;
            }
            int same = Words.equalBytes(bytes, source, at, end - at);
            if (same > 0) {
                tokens.copyTo(at + same, at - source);
                at += same;
                source += same;
            }
            if (at < end) {
                at = pastWord(at, end);
            }
        }
    }

    /** Goes past the word that differs, if both lines go on alike behind it, else searches. */
    private int pastWord(int at, int end) {
        int wordEnd = wordEnd(at, Math.min(end, at + LONGEST_WORD));
        int sourceEnd = wordEnd(source, Math.min(at, source + LONGEST_WORD));
        int most = Math.min(ALIKE, end - wordEnd);
        int alike = Words.equalBytes(bytes, sourceEnd, wordEnd, most);
        // Fields and parts of them may differ one behind the other; words of a text that do are another text.
        if (sourceEnd == wordEnd || (alike < most && (alike == 0 || bytes[wordEnd] == ' '))) {
            return search(at, end);
        }
        if (wordEnd - at >= MIN_LOOK_UP) {
            word(at, wordEnd);
        }
        tokens.literalsTo(wordEnd);
        if (alike == ALIKE) {
            eights[eightSlot(Words.load(bytes, wordEnd))] = base + wordEnd;
        }
        source = sourceEnd;
        return wordEnd;
    }

    private int wordEnd(int from, int limit) {
        int at = from;
        while (at < limit && IN_WORD[bytes[at] & 0xff]) {
            at++;
        }
        return at;
    }

    /** Copies the rest of a word that was seen before. */
    private void word(int at, int wordEnd) {
        int start = at;
        int least = Math.max(0, at - Long.BYTES);
        while (start > least && IN_WORD[bytes[start - 1] & 0xff]) {
            start--;
        }
        long mixed = Words.load(bytes, start) * FACTOR ^ Words.load(bytes, wordEnd - MIN_LOOK_UP) * 0xC2B2AE3D27D4EB4FL;
        int slot = (int) ((mixed * FACTOR) >>> (Long.SIZE - WORD_BITS));
        int found = words[slot] - base;
        words[slot] = base + start;
        int from = found + at - start;
        if (isInReach(start, found) && Words.equalBytes(bytes, from, at, wordEnd - at) == wordEnd - at) {
            tokens.copyTo(wordEnd, at - from);
        }
    }

    /** Tells literals up to the next place whose bytes were met before, or to the line's end; sets the source to where that was. */
    private int search(int from, int end) {
        for (int at = from; at < end; at++) {
            long eight = Words.load(bytes, at);
            int four = (int) eight;
            int eightSlot = eightSlot(eight);
            int fourSlot = (four * FOUR_FACTOR) >>> (Integer.SIZE - FOUR_BITS);
            int byEight = eights[eightSlot] - base;
            int byFour = fours[fourSlot] - base;
            eights[eightSlot] = base + at;
            fours[fourSlot] = base + at;
            int found;
            if (isInReach(at, byEight) && Words.load(bytes, byEight) == eight) {
                found = byEight;
            } else if (isInReach(at, byFour)
                    && Words.equalBytes(bytes, byFour, at, Math.min(MIN_FOUND, end - at)) == MIN_FOUND) {
                found = byFour;
            } else {
                continue;
            }
            while (at > from && found > 0 && bytes[found - 1] == bytes[at - 1]) {
                found--;
                at--;
            }
            tokens.literalsTo(at);
            source = found;
            return at;
        }
        tokens.literalsTo(end);
        source = NONE;
        return end;
    }

    private static boolean isInReach(int at, int found) {
        return found >= 0 && found < at && at - found <= TokenBlock.MAX_DISTANCE;
    }

    private static int eightSlot(long eight) {
        return (int) ((eight * FACTOR) >>> (Long.SIZE - EIGHT_BITS));
    }
}
