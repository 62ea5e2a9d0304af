package io.adxflow.kql.values;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses as text, with or without a prefix length: {@code 192.168.1.1}, {@code 192.168.1.1/24}. */
public final class Ipv4 {
    /** What is no address. */
    public static final long INVALID = -1;

    private static final int BITS = 32;
    /** With blanks around it, and zeros before a prefix length. */
    private static final int LONGEST = 100;

    private static final long ALL = 0xFFFFFFFFL;

    private Ipv4() {}

    /** The address without what its prefix length leaves out, or {@link #INVALID}. */
    public static long parse(String text) {
        int prefix = prefix(text);
        return prefix < 0 ? INVALID : masked(address(text), prefix);
    }

    /** The prefix length; 32 when none is written, -1 when the text is no address. */
    public static int prefix(String text) {
        if (address(text) == INVALID) {
            return -1;
        }
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        if (slash < 0) {
            return BITS;
        }
        Integer bits = Numbers.parseInt(trimmed.substring(slash + 1));
        return bits == null || bits < 0 || bits > BITS ? -1 : bits;
    }

    /** The address alone, whatever stands behind a slash. */
    public static long address(String text) {
        if (text.length() > LONGEST) {
            return INVALID;
        }
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        return number(slash < 0 ? trimmed : trimmed.substring(0, slash));
    }

    private static long number(String dotted) {
        long value = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int digits = 0;
            int octet = 0;
            while (at < dotted.length() && dotted.charAt(at) >= '0' && dotted.charAt(at) <= '9' && digits < 4) {
                octet = octet * 10 + dotted.charAt(at++) - '0';
                digits++;
            }
            if (digits == 0 || digits > 3 || octet > 255) {
                return INVALID;
            }
            value = value << 8 | octet;
            if (part < 3 && (at >= dotted.length() || dotted.charAt(at++) != '.')) {
                return INVALID;
            }
        }
        return at == dotted.length() ? value : INVALID;
    }

    /** The first bits of an address. */
    public static long masked(long address, int prefix) {
        return address & (ALL << (BITS - prefix)) & ALL;
    }

    /** Dotted decimal. */
    public static String format(long address) {
        return (address >> 24 & 0xFF) + "." + (address >> 16 & 0xFF) + "." + (address >> 8 & 0xFF) + "."
                + (address & 0xFF);
    }

    /** The order of two addresses by the bits that all prefix lengths leave; null when one is none. */
    public static @Nullable Long compare(String left, String right, long prefix) {
        int a = prefix(left);
        int b = prefix(right);
        if (a < 0 || b < 0 || prefix < 0 || prefix > BITS) {
            return null;
        }
        int bits = (int) Math.min(prefix, Math.min(a, b));
        return (long) Long.compare(masked(address(left), bits), masked(address(right), bits));
    }

    /** Whether an address lies in a range; null when one is none. */
    public static @Nullable Boolean isInRange(String address, String range) {
        long at = parse(address);
        int bits = prefix(range);
        return (at == INVALID || bits < 0) ? null : (Boolean) (masked(at, bits) == masked(address(range), bits));
    }

    /** Whether it is of RFC 1918's networks; null when it is no address. */
    public static @Nullable Boolean isPrivate(String text) {
        long at = parse(text);
        if (at == INVALID) {
            return null;
        }
        return at >> 24 == 10 || at >> 20 == 0xAC1 || at >> 16 == 0xC0A8;
    }

    /** The fewest ranges that cover all addresses from one to another; null when one is none. */
    public static @Nullable List<@Nullable Object> ranges(String first, String last) {
        long from = parse(first);
        long to = parse(last);
        if (from == INVALID || to == INVALID) {
            return null;
        }
        List<@Nullable Object> ranges = new ArrayList<>();
        while (from <= to) {
            int free = from == 0 ? BITS : Math.min(BITS, Long.numberOfTrailingZeros(from));
            while (from + (1L << free) - 1 > to) {
                free--;
            }
            ranges.add(format(from) + "/" + (BITS - free));
            from += 1L << free;
        }
        return ranges;
    }

    /** Whether an address stands in a text, with no letter, digit or dot that goes on with it beside. */
    public static boolean isIn(String text, String address, boolean asPrefix) {
        if ((!asPrefix && number(address) == INVALID) || address.isEmpty() || address.length() > LONGEST) {
            return false;
        }
        for (int at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
            int end = at + address.length();
            boolean starts = at == 0 || !isPartOfWord(text.charAt(at - 1));
            if (starts && (asPrefix ? isWholeAddress(text, at) : endsThere(text, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWholeAddress(String text, int from) {
        int end = from;
        while (end < text.length()
                && end - from <= LONGEST
                && (text.charAt(end) == '.' || Character.digit(text.charAt(end), 10) >= 0)) {
            end++;
        }
        String candidate = text.substring(from, end);
        if (candidate.endsWith(".")) {
            candidate = candidate.substring(0, candidate.length() - 1);
        }
        return number(candidate) != INVALID && endsThere(text, from + candidate.length());
    }

    private static boolean endsThere(String text, int end) {
        if (end >= text.length()) {
            return true;
        }
        char next = text.charAt(end);
        boolean goesOn = next == '.' && end + 1 < text.length() && Character.isLetterOrDigit(text.charAt(end + 1));
        return !goesOn && !Character.isLetterOrDigit(next);
    }

    private static boolean isPartOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.';
    }
}
