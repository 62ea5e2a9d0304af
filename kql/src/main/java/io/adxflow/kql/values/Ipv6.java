package io.adxflow.kql.values;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * IPv6 and IPv4 addresses as text, with or without a prefix length, as 128 bits: an IPv4 address stands behind {@code ::ffff:}, and its prefix
 * length is counted from there.
 */
public final class Ipv6 {
    /** Bits of an address. */
    public static final int BITS = 128;

    private static final int IPV4_OFFSET = 96;
    /** With blanks around it. */
    private static final int LONGEST = 200;

    private final int[] groups;
    private final int prefix;

    private Ipv6(int[] groups, int prefix) {
        this.groups = groups;
        this.prefix = prefix;
    }

    /** @return null when the text is no address */
    public static @Nullable Ipv6 parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        String address = text.strip();
        Integer prefix = null;
        int slash = address.indexOf('/');
        if (slash >= 0) {
            prefix = Numbers.parseInt(address.substring(slash + 1));
            address = address.substring(0, slash);
            if (prefix == null || prefix < 0) {
                return null;
            }
        }
        boolean dotted = address.indexOf('.') >= 0;
        int[] groups = dotted ? dotted(address) : groups(address, 8);
        int bits = prefix == null ? BITS : dotted ? prefix + IPV4_OFFSET : prefix;
        return groups == null || bits > BITS ? null : new Ipv6(groups, bits);
    }

    private static int @Nullable [] dotted(String address) {
        int colon = address.lastIndexOf(':');
        long ipv4 = Ipv4.address(address.substring(colon + 1));
        if (ipv4 == Ipv4.INVALID) {
            return null;
        }
        int[] groups = new int[8];
        if (colon >= 0) {
            String head = address.substring(0, colon + 1);
            int[] first = groups(head.endsWith("::") ? head : head.substring(0, head.length() - 1), 6);
            if (first == null) {
                return null;
            }
            System.arraycopy(first, 0, groups, 0, 6);
        }
        boolean isBare = true;
        for (int i = 0; i < 6; i++) {
            isBare &= groups[i] == 0;
        }
        if (isBare) {
            groups[5] = 0xFFFF;
        }
        groups[6] = (int) (ipv4 >> 16);
        groups[7] = (int) (ipv4 & 0xFFFF);
        return groups;
    }

    /** So many groups of hexadecimal digits, of which {@code ::} stands for as many zeros as are missing. */
    private static int @Nullable [] groups(String text, int count) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return null;
        }
        String[] left = split(gap < 0 ? text : text.substring(0, gap));
        String[] right = split(gap < 0 ? "" : text.substring(gap + 2));
        int written = left.length + right.length;
        if (gap < 0 ? written != count : written > count - 1) {
            return null;
        }
        int[] groups = new int[count];
        for (int i = 0; i < written; i++) {
            String hex = i < left.length ? left[i] : right[i - left.length];
            int value = hex.isEmpty() || hex.length() > 4 ? -1 : hex(hex);
            if (value < 0) {
                return null;
            }
            groups[i < left.length ? i : count - written + i] = value;
        }
        return groups;
    }

    private static String[] split(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static int hex(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The prefix length that is written, in bits of an IPv6 address; 128 when there is none. */
    public int prefix() {
        return prefix;
    }

    /** The first bits alone. */
    public Ipv6 masked(int bits) {
        int[] kept = new int[8];
        for (int i = 0; i < 8; i++) {
            int left = Math.max(0, Math.min(16, bits - i * 16));
            kept[i] = groups[i] & (0xFFFF << (16 - left)) & 0xFFFF;
        }
        return new Ipv6(kept, bits);
    }

    /** The order by the first bits. */
    public int compare(Ipv6 other, int bits) {
        return java.util.Arrays.compare(masked(bits).groups, other.masked(bits).groups);
    }

    /** Eight groups of four digits: {@code fe80:0000:0000:0000:085d:e82c:9446:7994}. */
    public String format() {
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : ":").append(String.format(Locale.ROOT, "%04x", groups[i]));
        }
        return text.toString();
    }
}
