package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.ALNUM;
import static io.adxflow.job.rules.scrub.detect.Bytes.ALPHA;
import static io.adxflow.job.rules.scrub.detect.Bytes.DIGIT;
import static io.adxflow.job.rules.scrub.detect.Bytes.HEX;
import static io.adxflow.job.rules.scrub.detect.Bytes.LOCAL;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;
import static io.adxflow.job.rules.scrub.detect.Bytes.isAt;

/** E-mail, IP and MAC addresses. Each method is given where a byte stands that tells of one, and returns the range, or {@link TextScanner#NONE}. */
final class Addresses {
    private static final int MOST_LOCAL = 64;
    private static final int MOST_DOMAIN = 253;
    private static final int MOST_IPV6 = 45;
    private static final int VERSION_WORD = 12;
    private static final int OCTETS = 6;

    /** Names of files at a scale, packages and images: {@code icon@2x.png}. */
    private static final String[] EXTENSIONS = {
        "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "mjs", "ts", "tsx", "json", "xml", "yaml",
        "yml", "jar", "zip", "tgz", "gz", "log", "txt", "service", "socket", "timer", "mount", "scope", "slice",
        "target"
    };

    private Addresses() {}

    /** @param at of the {@code @} */
    static long email(byte[] text, int from, int at, int to) {
        int start = at;
        int least = Math.max(from, at - MOST_LOCAL);
        while (start > least && is(text[start - 1], LOCAL)) {
            start--;
        }
        start += escapeBefore(text, from, start);
        while (start < at && !is(text[start], ALNUM) && text[start] >= 0) {
            start++;
        }
        if (start >= at || text[at - 1] == '.' || isNamed(text, start, at, "git")) {
            return TextScanner.NONE;
        }
        int end = at + 1;
        int lastDot = -1;
        int most = Math.min(to, at + 1 + MOST_DOMAIN);
        while (end < most) {
            byte c = text[end];
            boolean isLabel = is(c, ALNUM) || c < 0 || (c == '-' && end > at + 1 && text[end - 1] != '.');
            if (c == '.' && end > at + 1 && text[end - 1] != '.' && text[end - 1] != '-') {
                lastDot = end;
            } else if (!isLabel) {
                break;
            }
            end++;
        }
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) {
            end--;
        }
        if (lastDot >= end) {
            lastDot = lastDot(text, at + 1, end);
        }
        if (lastDot < 0 || end - lastDot < 3) {
            return TextScanner.NONE;
        }
        boolean isPunycode = Bytes.startsWithAnyCase(text, lastDot + 1, end, "xn--");
        for (int i = lastDot + 1; i < end && !isPunycode; i++) {
            if (!is(text[i], ALPHA) && text[i] >= 0) {
                return TextScanner.NONE;
            }
        }
        for (String extension : EXTENSIONS) {
            if (isNamed(text, lastDot + 1, end, extension)) {
                return TextScanner.NONE;
            }
        }
        return TextScanner.range(start, end);
    }

    private static int lastDot(byte[] text, int start, int end) {
        int at = end - 1;
        while (at >= start && text[at] != '.') {
            at--;
        }
        return at >= start ? at : -1;
    }

    private static boolean isNamed(byte[] text, int start, int end, String lower) {
        return end - start == lower.length() && Bytes.startsWithAnyCase(text, start, end, lower);
    }

    /** How many bytes from there on belong to an escape of JSON that begins before: a text may be JSON itself. */
    static int escapeBefore(byte[] text, int from, int start) {
        int slashes = 0;
        while (start - slashes > from && text[start - slashes - 1] == '\\' && slashes < 8) {
            slashes++;
        }
        if ((slashes & 1) == 0 || start >= text.length) {
            return 0;
        }
        return text[start] == 'u' ? 5 : "nrtbf/".indexOf(text[start]) >= 0 ? 1 : 0;
    }

    /** @param runEnd behind the digits that begin at {@code at} */
    static long ipv4(byte[] text, int from, int at, int runEnd, int to) {
        if (runEnd - at > 3 || runEnd >= to || text[runEnd] != '.') {
            return TextScanner.NONE;
        }
        boolean begins = at == from
                || !(is(text[at - 1], ALNUM) || text[at - 1] == '.' || text[at - 1] == '_')
                || escapeOf(text, from, at);
        if (!begins) {
            return TextScanner.NONE;
        }
        int i = at;
        for (int part = 0; part < 4; part++) {
            int digits = i;
            int value = 0;
            while (i < to && i - digits < 4 && is(text[i], DIGIT)) {
                value = value * 10 + text[i] - '0';
                i++;
            }
            boolean isPart = i > digits && i - digits < 4 && value < 256 && (i - digits == 1 || text[digits] != '0');
            if (!isPart || (part < 3 && (i >= to || text[i++] != '.'))) {
                return TextScanner.NONE;
            }
        }
        if (i < to
                && (is(text[i], ALNUM) || text[i] == '_' || (text[i] == '.' && isAt(text, i + 1, from, to, DIGIT)))) {
            return TextScanner.NONE;
        }
        boolean isVersion = Bytes.contains(
                text,
                Math.max(from, at - VERSION_WORD),
                at,
                "version",
                "release",
                "build",
                "ver.",
                "ver ",
                "ver=",
                "ver:");
        return isVersion ? TextScanner.NONE : TextScanner.range(at, i);
    }

    /** @param at of the first colon of a run of hex digits and colons */
    static long ipv6(byte[] text, int from, int at, int to) {
        int start = at;
        while (start > from && at - start < 5 && is(text[start - 1], HEX)) {
            start--;
        }
        start += start < at ? escapeBefore(text, from, start) : 0;
        if (at - start > 4 || (start > from && isPartOfWord(text, from, start))) {
            return TextScanner.NONE;
        }
        int end = at;
        while (end < to && end - start <= MOST_IPV6 && (is(text[end], HEX) || text[end] == ':' || text[end] == '.')) {
            end++;
        }
        int after = end;
        while (end > start && (text[end - 1] == '.' || (text[end - 1] == ':' && text[end - 2] != ':'))) {
            end--;
        }
        boolean wordGoesOn = after < to && after == end && (is(text[after], ALNUM) || text[after] == '_');
        return !wordGoesOn && isIpv6(text, start, end) ? TextScanner.range(start, end) : TextScanner.NONE;
    }

    private static boolean isPartOfWord(byte[] text, int from, int start) {
        byte before = text[start - 1];
        boolean escaped = start - 2 >= from && text[start - 2] == '\\' && "nrt".indexOf(before) >= 0;
        return !escaped && (is(before, ALNUM) || before == '_' || before == ':' || before == '.' || before < 0);
    }

    private static boolean isIpv6(byte[] text, int start, int end) {
        int groups = 0;
        int digits = 0;
        int decimal = 0;
        int pairs = 0;
        boolean elided = false;
        for (int i = start; i < end; ) {
            if (text[i] == ':') {
                if (i + 1 < end && text[i + 1] == ':') {
                    if (elided || (i + 2 < end && text[i + 2] == ':')) {
                        return false;
                    }
                    elided = true;
                    i += 2;
                    continue;
                }
                if (i == start) {
                    return false;
                }
                i++;
                continue;
            }
            int group = i;
            while (i < end && is(text[i], HEX)) {
                decimal += is(text[i], DIGIT) ? 1 : 0;
                i++;
            }
            if (i < end && text[i] == '.') {
                return group > start
                        && ipv4(text, group, group, Bytes.skip(text, group, end, DIGIT), end)
                                == TextScanner.range(group, end)
                        && (elided ? groups <= 5 : groups == 6);
            }
            if (i == group || i - group > 4) {
                return false;
            }
            digits += i - group;
            pairs += i - group == 2 ? 1 : 0;
            groups++;
        }
        // Eight pairs are an EUI-64; words of letters alone, as in C++'s dead::beef, are no address.
        return elided ? groups <= 7 && decimal > 0 && digits > 0 : groups == 8 && pairs < 8;
    }

    /** @param at of the first of five separators, behind a pair of hex digits */
    static long mac(byte[] text, int from, int at, int to) {
        int start = at - 2;
        int end = start + 3 * OCTETS - 1;
        if (start < from || end > to) {
            return TextScanner.NONE;
        }
        byte separator = text[at];
        for (int i = start; i < end; i++) {
            boolean fits = (i - start) % 3 == 2 ? text[i] == separator : is(text[i], HEX);
            if (!fits) {
                return TextScanner.NONE;
            }
        }
        boolean begins = start == from
                || !(is(text[start - 1], ALNUM) || text[start - 1] == separator)
                || escapeOf(text, from, start);
        boolean ends =
                end == to || !(is(text[end], ALNUM) || (text[end] == separator && isAt(text, end + 1, from, to, HEX)));
        return begins && ends ? TextScanner.range(start, end) : TextScanner.NONE;
    }

    /** Whether the byte before is the letter of an escape. */
    static boolean escapeOf(byte[] text, int from, int start) {
        return start - 2 >= from && text[start - 2] == '\\' && "nrtbf".indexOf(text[start - 1]) >= 0;
    }
}
