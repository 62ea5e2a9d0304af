package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.ALNUM;
import static io.adxflow.job.rules.scrub.detect.Bytes.DIGIT;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;

/** Telephone numbers in international form: ITU-T E.164, with the lengths that the larger numbering plans have. */
final class Phones {
    private static final int LEAST = 8;
    private static final int MOST = 15;
    /** Digits, signs between them, and a few more: behind that it is no number any more. */
    private static final int MOST_BYTES = 28;

    /** Calling codes of one and two digits; of three are all that begin with a pair that is not among them. */
    private static final String SHORT_CODES =
            " 1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
    /** First two digits of the codes of three digits. */
    private static final String LONG_CODES = " 21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99 ";

    /** Code, least and most digits of a number with it. */
    private static final int[][] PLANS = {
        {1, 11, 11},
        {7, 11, 11},
        {31, 11, 11},
        {32, 10, 11},
        {33, 11, 11},
        {34, 11, 11},
        {41, 11, 11},
        {44, 11, 12},
        {45, 10, 10},
        {46, 9, 12},
        {47, 10, 10},
        {48, 11, 11},
        {49, 9, 14},
        {52, 12, 13},
        {55, 12, 13},
        {61, 11, 11},
        {81, 11, 12},
        {86, 12, 13},
        {91, 12, 12}
    };

    private Phones() {}

    /** @param at of the plus sign */
    static long phone(byte[] text, int from, int at, int to) {
        if (at + LEAST >= to || !is(text[at + 1], DIGIT) || text[at + 1] == '0') {
            return TextScanner.NONE;
        }
        if (at > from
                && !Addresses.escapeOf(text, from, at)
                && (is(text[at - 1], ALNUM) || ")]+%".indexOf(text[at - 1]) >= 0)) {
            return TextScanner.NONE;
        }
        int end = at + 1;
        int digits = 0;
        int last = end;
        long number = 0;
        int most = Math.min(to, at + MOST_BYTES);
        boolean open = false;
        for (int i = end; i < most; i++) {
            byte c = text[i];
            if (is(c, DIGIT)) {
                if (digits == MOST) {
                    return TextScanner.NONE;
                }
                number = number * 10 + c - '0';
                digits++;
                last = i + 1;
            } else if (c == '(' && !open) {
                open = true;
            } else if (!(c == ')' && open)
                    && !(isSeparator(c)
                            && i + 1 < most
                            && (is(text[i + 1], DIGIT) || text[i + 1] == '(' || text[i - 1] == ')'))) {
                break;
            }
        }
        boolean ends = last >= to
                || !(is(text[last], ALNUM)
                        || text[last] == '_'
                        || (text[last] == '.' && Bytes.isAt(text, last + 1, from, to, DIGIT)));
        return ends && digits >= LEAST && isNumber(number, digits) ? TextScanner.range(at, last) : TextScanner.NONE;
    }

    private static boolean isSeparator(byte c) {
        return c == ' ' || c == '-' || c == '.' || c == '/';
    }

    private static boolean isNumber(long number, int digits) {
        long firstTwo = number;
        for (int i = digits; i > 2; i--) {
            firstTwo /= 10;
        }
        int code = firstTwo / 10 == 1 || firstTwo / 10 == 7 ? (int) firstTwo / 10 : (int) firstTwo;
        if (!SHORT_CODES.contains(" " + code + " ")) {
            return LONG_CODES.contains(" " + firstTwo + " ") && digits >= 10;
        }
        if (code == 1 && firstTwo < 12) {
            return false;
        }
        for (int[] plan : PLANS) {
            if (plan[0] == code) {
                return digits >= plan[1] && digits <= plan[2];
            }
        }
        return digits >= 10;
    }
}
