package io.adxflow.kql.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the string operators look for, prepared once: {@code contains}, {@code has}, {@code hasprefix}, {@code hassuffix}, {@code startswith},
 * {@code endswith}, {@code ==} and {@code =~}, with or without regard to case, over UTF-8 without making strings. Immutable.
 *
 * <p>A term is a maximal run of letters and digits; a needle with separators in it is found as a phrase whose ends are ends of terms, and an
 * end that is a separator itself needs nothing beside it.
 */
public final class Needle {
    /** The search of short ones takes at worst the product of both lengths, that of longer ones their sum. */
    private static final int SHORT = 32;

    private final byte[] needle;
    private final boolean caseSensitive;
    private final boolean ascii;
    /** Folded code points; empty when the needle is ASCII. */
    private final int[] folded;

    private final boolean startsInTerm;
    private final boolean endsInTerm;
    private final byte lower;
    private final byte upper;
    /** Of each prefix of a long needle, how long the longest is that it both begins and ends with (Knuth, Morris, Pratt 1977). */
    private final int[] borders;

    /** Prepares a needle. */
    public Needle(String value, boolean caseSensitive) {
        this.caseSensitive = caseSensitive;
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        this.ascii = Utf8.isAscii(utf8, 0, utf8.length);
        if (!caseSensitive && ascii) {
            for (int i = 0; i < utf8.length; i++) {
                utf8[i] = (byte) Utf8.fold(utf8[i]);
            }
        }
        this.needle = utf8;
        this.folded = caseSensitive || ascii
                ? new int[0]
                : value.codePoints().map(Utf8::fold).toArray();
        this.startsInTerm = !value.isEmpty() && Utf8.isAlphanumeric(value.codePointAt(0));
        this.endsInTerm = !value.isEmpty() && Utf8.isAlphanumeric(value.codePointBefore(value.length()));
        this.lower = utf8.length == 0 ? 0 : utf8[0];
        this.upper = lower >= 'a' && lower <= 'z' && !caseSensitive ? (byte) (lower - 32) : lower;
        this.borders = length() <= SHORT ? new int[0] : borders();
    }

    private int length() {
        return folded.length > 0 ? folded.length : needle.length;
    }

    private int unit(int index) {
        return folded.length > 0 ? folded[index] : needle[index];
    }

    private int[] borders() {
        int[] result = new int[length()];
        for (int i = 1, matched = 0; i < result.length; i++) {
            while (matched > 0 && unit(i) != unit(matched)) {
                matched = result[matched - 1];
            }
            if (unit(i) == unit(matched)) {
                matched++;
            }
            result[i] = matched;
        }
        return result;
    }

    /** Whether the haystack is the needle. */
    public boolean equalTo(Text haystack) {
        byte[] bytes = haystack.bytes();
        return matchAt(bytes, haystack.from(), haystack.to()) == haystack.to();
    }

    /** Whether it stands anywhere. */
    public boolean in(Text haystack) {
        byte[] bytes = haystack.bytes();
        return find(bytes, haystack.from(), haystack.from(), haystack.to(), false, false) >= 0;
    }

    /** Whether the haystack begins with it. */
    public boolean starts(Text haystack) {
        byte[] bytes = haystack.bytes();
        return matchAt(bytes, haystack.from(), haystack.to()) >= 0;
    }

    /** Whether the haystack ends with it. */
    public boolean ends(Text haystack) {
        byte[] bytes = haystack.bytes();
        int from = haystack.from();
        int to = haystack.to();
        if (caseSensitive || ascii) {
            return to - from >= needle.length && matchAt(bytes, to - needle.length, to) == to;
        }
        int start = to;
        for (int left = folded.length; left > 0; left--) {
            if (start == from) {
                return false;
            }
            start = Utf8.before(bytes, from, start);
        }
        return matchAt(bytes, start, to) == to;
    }

    /** Whether it is a term, or a phrase between ends of terms. */
    public boolean isTermOf(Text haystack) {
        byte[] bytes = haystack.bytes();
        return find(bytes, haystack.from(), haystack.from(), haystack.to(), true, true) >= 0;
    }

    /** Whether a term begins with it. */
    public boolean startsTermOf(Text haystack) {
        byte[] bytes = haystack.bytes();
        return find(bytes, haystack.from(), haystack.from(), haystack.to(), true, false) >= 0;
    }

    /** Whether a term ends with it. */
    public boolean endsTermOf(Text haystack) {
        byte[] bytes = haystack.bytes();
        return find(bytes, haystack.from(), haystack.from(), haystack.to(), false, true) >= 0;
    }

    private int find(byte[] bytes, int from, int begin, int to, boolean termBefore, boolean termAfter) {
        if (needle.length == 0) {
            return begin;
        }
        if (borders.length > 0) {
            return findLong(bytes, from, to, termBefore, termAfter);
        }
        int last = caseSensitive || ascii ? to - needle.length : to - 1;
        for (int at = begin; at <= last; at++) {
            if (caseSensitive || ascii) {
                byte first = bytes[at];
                if (first != lower && first != upper) {
                    continue;
                }
            } else if ((bytes[at] & 0xC0) == 0x80) {
                continue;
            }
            int end = matchAt(bytes, at, to);
            if (end >= 0
                    && (!termBefore || !startsInTerm || isBorderBefore(bytes, from, at))
                    && (!termAfter || !endsInTerm || isBorderAt(bytes, end, to))) {
                return at;
            }
        }
        return -1;
    }

    private int findLong(byte[] bytes, int from, int to, boolean termBefore, boolean termAfter) {
        int length = borders.length;
        int[] starts = folded.length > 0 ? new int[length] : borders;
        int matched = 0;
        int index = 0;
        for (int at = from; at < to; index++) {
            int unit;
            int next = at + 1;
            if (folded.length > 0) {
                unit = Utf8.fold(Utf8.codePointAt(bytes, at, to));
                next = at + Utf8.sequenceLength(bytes, at, to);
                starts[index % length] = at;
            } else {
                unit = caseSensitive ? bytes[at] : Utf8.isAscii(bytes, at, next) ? Utf8.fold(bytes[at]) : bytes[at];
            }
            while (matched > 0 && (matched == length || unit != unit(matched))) {
                matched = borders[matched - 1];
            }
            if (unit == unit(matched)) {
                matched++;
            }
            if (matched == length) {
                int start = folded.length > 0 ? starts[(index + 1) % length] : next - length;
                if ((!termBefore || !startsInTerm || isBorderBefore(bytes, from, start))
                        && (!termAfter || !endsInTerm || isBorderAt(bytes, next, to))) {
                    return start;
                }
            }
            at = next;
        }
        return -1;
    }

    /** @return the index behind the needle when it stands at an index, else -1 */
    private int matchAt(byte[] bytes, int at, int to) {
        if (caseSensitive) {
            int end = at + needle.length;
            return end <= to && Arrays.equals(bytes, at, end, needle, 0, needle.length) ? end : -1;
        }
        if (ascii) {
            int end = at + needle.length;
            if (end > to) {
                return -1;
            }
            for (int i = 0; i < needle.length; i++) {
                byte b = bytes[at + i];
                if (b != needle[i] && (b < 'A' || b > 'Z' || b + 32 != needle[i])) {
                    return -1;
                }
            }
            return end;
        }
        int end = at;
        for (int expected : folded) {
            if (end >= to || Utf8.fold(Utf8.codePointAt(bytes, end, to)) != expected) {
                return -1;
            }
            end += Utf8.sequenceLength(bytes, end, to);
        }
        return end;
    }

    private static boolean isBorderBefore(byte[] bytes, int from, int at) {
        return at == from || !Utf8.isAlphanumeric(Utf8.codePointAt(bytes, Utf8.before(bytes, from, at), at));
    }

    private static boolean isBorderAt(byte[] bytes, int at, int to) {
        return at == to || !Utf8.isAlphanumeric(Utf8.codePointAt(bytes, at, to));
    }
}
