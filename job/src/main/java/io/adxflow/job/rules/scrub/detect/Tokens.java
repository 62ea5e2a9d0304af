package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.ALNUM;
import static io.adxflow.job.rules.scrub.detect.Bytes.BASE64URL;
import static io.adxflow.job.rules.scrub.detect.Bytes.DIGIT;
import static io.adxflow.job.rules.scrub.detect.Bytes.TOKEN;
import static io.adxflow.job.rules.scrub.detect.Bytes.UPPER;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/** Tokens and keys that tell what they are by themselves. Methods as those of {@link Addresses}. */
final class Tokens {
    private static final int MOST_HEADER = 4096;
    private static final int LEAST_BEARER = 16;
    private static final int MOST_BASIC = 1024;
    private static final int LEAST_PEM_BODY = 16;
    private static final int MOST_LABEL = 40;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Tokens() {}

    /** @param at of the {@code J} of {@code eyJ}, the base64 of an object's begin */
    static long jwt(byte[] text, int from, int at, int to) {
        int start = at - 2;
        if (!Bytes.startsWith(text, start, to, "eyJ") || start < from) {
            return TextScanner.NONE;
        }
        if (start > from
                && (is(text[start - 1], BASE64URL) || text[start - 1] == '.')
                && !Addresses.escapeOf(text, from, start)) {
            return TextScanner.NONE;
        }
        int end = Bytes.skip(text, start, Math.min(to, start + MOST_HEADER), BASE64URL);
        if (end >= to || text[end] != '.' || !hasAlgorithm(text, start, end)) {
            return TextScanner.NONE;
        }
        int parts = 1;
        while (end < to && text[end] == '.' && parts < 5) {
            int next = Bytes.skip(text, end + 1, to, BASE64URL);
            if (next == end + 1 && parts >= 3) {
                // The full stop of a sentence.
                break;
            }
            end = next;
            parts++;
        }
        return parts == 3 || parts == 5 ? TextScanner.range(start, end) : TextScanner.NONE;
    }

    private static boolean hasAlgorithm(byte[] text, int start, int end) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(Arrays.copyOfRange(text, start, end));
            return json[json.length - 1] == '}' && new String(json, StandardCharsets.UTF_8).contains("\"alg\"");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param at of {@code -----BEGIN} */
    static long privateKey(byte[] text, int at, int to) {
        int label = at + "-----BEGIN ".length();
        int labelEnd = label;
        while (labelEnd < to
                && labelEnd - label < MOST_LABEL
                && (is(text[labelEnd], UPPER | DIGIT) || text[labelEnd] == ' ')) {
            labelEnd++;
        }
        boolean isPrivate = Bytes.endsWithAnyCase(text, labelEnd, label, "private key")
                || Bytes.endsWithAnyCase(text, labelEnd, label, "private key block");
        if (!isPrivate || !Bytes.startsWith(text, labelEnd, to, "-----")) {
            return TextScanner.NONE;
        }
        int body = labelEnd + 5;
        int end = body;
        while (end < to
                && (is(text[end], ALNUM)
                        || "+/=\n\r\t \\:,".indexOf(text[end]) >= 0
                        || (text[end] == '-' && !Bytes.startsWith(text, end, to, "-----")))) {
            end++;
        }
        if (Bytes.startsWith(text, end, to, "-----END ")) {
            int close = Bytes.skip(text, end + 9, Math.min(to, end + 9 + MOST_LABEL), UPPER | DIGIT);
            while (close < to
                    && close < end + 9 + MOST_LABEL
                    && (text[close] == ' ' || is(text[close], UPPER | DIGIT))) {
                close++;
            }
            return TextScanner.range(at, Bytes.startsWith(text, close, to, "-----") ? close + 5 : close);
        }
        // A block that is cut off; words that follow are no key.
        int cut = body;
        for (int i = body; i < end; i++) {
            if (i == body || is(text[i - 1], ALNUM) != is(text[i], ALNUM)) {
                int word = Bytes.skip(text, i, end, ALNUM | Bytes.BASE64);
                cut = word - i >= LEAST_PEM_BODY ? word : cut;
                i = Math.max(i, word - 1);
            }
        }
        return cut > body ? TextScanner.range(at, cut) : TextScanner.NONE;
    }

    /** @param at of the tilde in {@code Q~} */
    static long entraSecret(byte[] text, int from, int at, int to) {
        int start = at - 5;
        if (start < from || text[at - 1] != 'Q' || !is(text[at - 2], DIGIT)) {
            return TextScanner.NONE;
        }
        for (int i = start; i < at - 2; i++) {
            if (!isSecret(text[i])) {
                return TextScanner.NONE;
            }
        }
        if (start > from && isSecret(text[start - 1]) && !Addresses.escapeOf(text, from, start)) {
            return TextScanner.NONE;
        }
        int end = at + 1;
        while (end < to && end - at <= 36 && isSecret(text[end])) {
            end++;
        }
        int length = end - at - 1;
        if (length > 34 || length < 31) {
            // The full stop of a sentence.
            boolean dotted = length == 35 && text[end - 1] == '.';
            return dotted ? TextScanner.range(start, end - 1) : TextScanner.NONE;
        }
        return TextScanner.range(start, end);
    }

    private static boolean isSecret(byte c) {
        return is(c, ALNUM) || c == '_' || c == '~' || c == '.' || c == '-';
    }

    /** @param at of {@code AKIA} or its like */
    static long awsKeyId(byte[] text, int from, int at, int to) {
        int end = at + 20;
        if (at < from || end > to || !standsAlone(text, from, at)) {
            return TextScanner.NONE;
        }
        for (int i = at + 4; i < end; i++) {
            if (!(is(text[i], UPPER) || (text[i] >= '2' && text[i] <= '7'))) {
                return TextScanner.NONE;
            }
        }
        return end == to || !(is(text[end], ALNUM) || text[end] == '_') ? TextScanner.range(at, end) : TextScanner.NONE;
    }

    /** A literal and so many characters of base64url, at least and at most, behind it. */
    static long prefixed(byte[] text, int from, int at, int to, int prefix, int least, int most) {
        if (at < from || at + prefix + least > to || !standsAlone(text, from, at)) {
            return TextScanner.NONE;
        }
        int end = Bytes.skip(text, at + prefix, (int) Math.min(to, (long) at + prefix + most + 1), BASE64URL);
        int length = end - at - prefix;
        return length >= least && length <= most ? TextScanner.range(at, end) : TextScanner.NONE;
    }

    private static boolean standsAlone(byte[] text, int from, int at) {
        return at == from
                || !(is(text[at - 1], BASE64URL) || text[at - 1] == '+')
                || Addresses.escapeOf(text, from, at)
                || "_-".indexOf(text[at - 1]) >= 0;
    }

    /** @param at of the underscore in {@code ghp_}; its like are {@code gho ghu ghs ghr} */
    static long gitHub(byte[] text, int from, int at, int to) {
        int start = at - 3;
        if (start >= from && text[start] == 'g' && text[start + 1] == 'h' && "pousr".indexOf(text[start + 2]) >= 0) {
            int end = Bytes.skip(text, at + 1, to, ALNUM);
            boolean isToken = end - at - 1 == 36 && standsAlone(text, from, start) && checksumFits(text, at + 1, end);
            return isToken ? TextScanner.range(start, end) : TextScanner.NONE;
        }
        start = at - 6;
        if (start >= from && Bytes.startsWith(text, start, to, "github_pat_")) {
            int first = Bytes.skip(text, start + 11, to, ALNUM);
            int end = first < to && text[first] == '_' ? Bytes.skip(text, first + 1, to, ALNUM) : first;
            return first - start - 11 == 22 && end - first - 1 == 59 ? TextScanner.range(start, end) : TextScanner.NONE;
        }
        return TextScanner.NONE;
    }

    /** The last six characters are the CRC-32 of those before, in base 62 ("Behind GitHub's new authentication token formats", 2021). */
    private static boolean checksumFits(byte[] text, int start, int end) {
        CRC32 crc = new CRC32();
        crc.update(text, start, end - 6 - start);
        long rest = crc.getValue();
        for (int i = end - 1; i >= end - 6; i--) {
            if (text[i] != BASE62.charAt((int) (rest % 62))) {
                return false;
            }
            rest /= 62;
        }
        return true;
    }

    /** @param at behind the blank that follows {@code Bearer} */
    static long bearer(byte[] text, int at, int to) {
        int end = Bytes.skip(text, at, to, TOKEN);
        int signs = 0;
        int digits = 0;
        int capitals = 0;
        int looked = Math.min(end, at + 256);
        for (int i = at; i < looked; i++) {
            digits += is(text[i], DIGIT) ? 1 : 0;
            capitals += is(text[i], UPPER) ? 1 : 0;
            signs += is(text[i], ALNUM) ? 0 : 1;
        }
        while (end > at && text[end - 1] == '.') {
            end--;
        }
        int length = end - at;
        boolean isRandom = digits > 1 || (capitals > 2 && capitals < looked - at && signs <= (looked - at) / 8);
        return length >= LEAST_BEARER && isRandom ? TextScanner.range(at, end) : TextScanner.NONE;
    }

    /** @param at behind the blank that follows {@code Basic} */
    static long basic(byte[] text, int at, int to) {
        long run = Bytes.base64Run(text, at, Math.min(to, at + MOST_BASIC));
        int end = (int) (run >>> 32);
        if (end - at < 6) {
            return TextScanner.NONE;
        }
        try {
            String encoded = new String(text, at, end - at, StandardCharsets.US_ASCII).replace("\\/", "/");
            byte[] decoded = Base64.getDecoder().decode(encoded);
            boolean hasColon = false;
            for (byte c : decoded) {
                hasColon |= c == ':';
                if (c >= 0 && c < ' ') {
                    return TextScanner.NONE;
                }
            }
            return hasColon ? TextScanner.range(at, end) : TextScanner.NONE;
        } catch (IllegalArgumentException e) {
            return TextScanner.NONE;
        }
    }
}
