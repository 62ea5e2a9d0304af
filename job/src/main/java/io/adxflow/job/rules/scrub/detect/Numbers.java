package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.ALNUM;
import static io.adxflow.job.rules.scrub.detect.Bytes.DIGIT;
import static io.adxflow.job.rules.scrub.detect.Bytes.HEX;
import static io.adxflow.job.rules.scrub.detect.Bytes.UPPER;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;

/** Payment cards, bank accounts, US social security numbers and GUIDs. Methods as those of {@link Addresses}. */
final class Numbers {
    private static final int MOST_CARD_DIGITS = 19;
    private static final int LEAST_CARD_DIGITS = 13;
    private static final int SSN = 11;
    private static final int CONTEXT = 48;
    private static final int GUID_LENGTH = 36;
    private static final int MOST_IBAN = 34;

    /** Country and length of its accounts' numbers: SWIFT's IBAN registry. */
    private static final String IBAN_LENGTHS =
            "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28"
                    + "IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33"
                    + "SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private Numbers() {}

    /** @param at of the first digit of a run */
    static long card(byte[] text, int from, int at, int to) {
        if (text[at] < '2' || text[at] > '6' || !begins(text, from, at)) {
            return TextScanner.NONE;
        }
        int end = at;
        int digits = 0;
        int groups = 0;
        int group = 0;
        int separator = 0;
        int sum = 0;
        int doubled = 0;
        int prefix = 0;
        while (end < to && digits <= MOST_CARD_DIGITS) {
            byte c = text[end];
            if (is(c, DIGIT)) {
                int digit = c - '0';
                prefix = digits < 4 ? prefix * 10 + digit : prefix;
                int twice = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
                // Which digits are doubled is known at the end alone: every second from the last but one.
                int other = sum + twice;
                sum = doubled + digit;
                doubled = other;
                digits++;
                group++;
                end++;
            } else if ((c == ' ' || c == '-')
                    && (separator == 0 || separator == c)
                    && group >= 4
                    && end + 1 < to
                    && is(text[end + 1], DIGIT)
                    && fits(groups, group)) {
                separator = c;
                groups = groups * 8 + group;
                group = 0;
                end++;
            } else {
                break;
            }
        }
        boolean isGrouped = separator == 0 || groupsFit(groups * 8 + group);
        boolean isCard = digits >= LEAST_CARD_DIGITS
                && digits <= MOST_CARD_DIGITS
                && isGrouped
                && issuerFits(prefix, digits)
                && sum % 10 == 0
                && ends(text, from, end, to);
        return isCard ? TextScanner.range(at, end) : TextScanner.NONE;
    }

    private static boolean fits(int groups, int group) {
        return groups == 0 ? group == 4 : group == 4 || group == 6;
    }

    /** Groups in octal: 4-4-4-4, with 1 or 3 more, 4-6-5, 4-6-4. */
    private static boolean groupsFit(int groups) {
        return groups == 04444 || groups == 044443 || groups == 04441 || groups == 0465 || groups == 0464;
    }

    private static boolean begins(byte[] text, int from, int at) {
        return at == from
                || !(is(text[at - 1], ALNUM) || "_-.+/%#".indexOf(text[at - 1]) >= 0 || text[at - 1] < 0)
                || Addresses.escapeOf(text, from, at);
    }

    private static boolean ends(byte[] text, int from, int end, int to) {
        if (end >= to) {
            return true;
        }
        byte next = text[end];
        boolean goesOn = (next == '.' || next == '-' || next == '/' || next == ':')
                && Bytes.isAt(text, end + 1, from, to, ALNUM);
        return !is(next, ALNUM) && next != '_' && !goesOn;
    }

    /** Ranges of the issuers, by the first four digits. */
    private static boolean issuerFits(int prefix, int digits) {
        int two = prefix / 100;
        int three = prefix / 10;
        if (two >= 40 && two <= 49) {
            return digits == 13 || digits == 16 || digits == 19;
        }
        if ((two >= 51 && two <= 55) || (prefix >= 2221 && prefix <= 2720)) {
            return digits == 16;
        }
        if (two == 34 || two == 37) {
            return digits == 15;
        }
        if ((three >= 300 && three <= 305) || two == 36 || two == 38) {
            return digits == 14;
        }
        boolean isSixteenOrMore = prefix == 6011
                || two == 65
                || (three >= 644 && three <= 649)
                || two == 62
                || (prefix >= 3528 && prefix <= 3589);
        return isSixteenOrMore && digits >= 16;
    }

    /** @param at of the two check digits, behind two letters */
    static long iban(byte[] text, int from, int at, int to) {
        int start = at - 2;
        if (start < from
                || at + 2 > to
                || !is(text[start], UPPER)
                || !is(text[start + 1], UPPER)
                || !is(text[at + 1], DIGIT)) {
            return TextScanner.NONE;
        }
        if (start > from
                && !Addresses.escapeOf(text, from, start)
                && (is(text[start - 1], ALNUM) || text[start - 1] == '_' || text[start - 1] == '-')) {
            return TextScanner.NONE;
        }
        int length = ibanLength(text[start], text[start + 1]);
        int end = start;
        int characters = 0;
        long rest = 0;
        boolean grouped = start + 4 < to && text[start + 4] == ' ';
        while (end < to && characters < length) {
            byte c = text[end];
            if (c == ' ' && grouped && characters % 4 == 0) {
                end++;
                continue;
            }
            if (!is(c, DIGIT | UPPER)) {
                return TextScanner.NONE;
            }
            // The first four stand last when the check is made.
            if (characters >= 4) {
                rest = append(rest, c);
            }
            characters++;
            end++;
        }
        if (length == 0 || characters < length || (end < to && (is(text[end], ALNUM) || text[end] == '_'))) {
            return TextScanner.NONE;
        }
        for (int i = start; i < start + 4; i++) {
            rest = append(rest, text[i]);
        }
        return rest == 1 ? TextScanner.range(start, end) : TextScanner.NONE;
    }

    private static long append(long rest, byte c) {
        return is(c, DIGIT) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }

    private static int ibanLength(byte first, byte second) {
        for (int i = 0; i < IBAN_LENGTHS.length(); i += 4) {
            if (IBAN_LENGTHS.charAt(i) == first && IBAN_LENGTHS.charAt(i + 1) == second) {
                int length = (IBAN_LENGTHS.charAt(i + 2) - '0') * 10 + IBAN_LENGTHS.charAt(i + 3) - '0';
                return Math.min(length, MOST_IBAN);
            }
        }
        return 0;
    }

    /** @param runEnd behind the digits that begin at {@code at} */
    static long ssn(byte[] text, int from, int at, int runEnd, int to) {
        int end;
        if (runEnd - at == 3 && at + SSN <= to) {
            end = at + SSN;
            byte separator = text[runEnd];
            if ((separator != '-' && separator != ' ') || text[at + 6] != separator) {
                return TextScanner.NONE;
            }
        } else if (runEnd - at == 9) {
            end = runEnd;
        } else {
            return TextScanner.NONE;
        }
        int area = 0;
        int group = 0;
        int serial = 0;
        int digits = 0;
        for (int i = at; i < end; i++) {
            if (end == at + SSN && (i == at + 3 || i == at + 6)) {
                continue;
            }
            if (!is(text[i], DIGIT)) {
                return TextScanner.NONE;
            }
            int digit = text[i] - '0';
            area = digits < 3 ? area * 10 + digit : area;
            group = digits >= 3 && digits < 5 ? group * 10 + digit : group;
            serial = digits >= 5 ? serial * 10 + digit : serial;
            digits++;
        }
        boolean isIssued = area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
        boolean isAlone = begins(text, from, at) && ends(text, from, end, to);
        if (!isIssued || !isAlone) {
            return TextScanner.NONE;
        }
        boolean isSaid =
                Bytes.contains(text, Math.max(from, at - CONTEXT), at, "ssn", "ss#", "social", "taxpayer", "itin");
        return isSaid ? TextScanner.range(at, end) : TextScanner.NONE;
    }

    /** @param at of the first dash, behind eight hex digits */
    static long guid(byte[] text, int from, int at, int to) {
        int start = at - 8;
        int end = start + GUID_LENGTH;
        if (start < from || end > to || text[at + 5] != '-' || text[at + 10] != '-' || text[at + 15] != '-') {
            return TextScanner.NONE;
        }
        for (int i = start; i < end; i++) {
            int offset = i - start;
            boolean isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23;
            if (!isDash && !is(text[i], HEX)) {
                return TextScanner.NONE;
            }
        }
        boolean begins = start == from
                || !(is(text[start - 1], ALNUM) || text[start - 1] == '-')
                || Addresses.escapeOf(text, from, start);
        boolean ends =
                end == to || !(is(text[end], ALNUM) || (text[end] == '-' && Bytes.isAt(text, end + 1, from, to, HEX)));
        return begins && ends ? TextScanner.range(start, end) : TextScanner.NONE;
    }
}
