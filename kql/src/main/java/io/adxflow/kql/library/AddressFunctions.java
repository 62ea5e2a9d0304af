package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Ipv4;
import io.adxflow.kql.values.Ipv6;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IPv4 and IPv6 addresses. */
final class AddressFunctions {
    private AddressFunctions() {}

    static void addTo(Library library) {
        library.add("parse_ipv4", a -> known(Ipv4.parse(text(a, 0))));
        library.add("parse_ipv4_mask", a -> masked(text(a, 0), whole(a, 1)));
        library.add("format_ipv4", a -> format(a, false));
        library.add("format_ipv4_mask", a -> format(a, true));
        library.add("ipv4_compare", a -> Ipv4.compare(text(a, 0), text(a, 1), whole(a, 2, 32)));
        library.add("ipv4_is_match", a -> isZero(Ipv4.compare(text(a, 0), text(a, 1), whole(a, 2, 32))));
        library.add("ipv4_is_in_range", a -> Ipv4.isInRange(text(a, 0), text(a, 1)));
        library.add("ipv4_is_in_any_range", a -> any(a, one -> Ipv4.isInRange(text(a, 0), one)));
        library.add("ipv4_is_private", a -> Ipv4.isPrivate(text(a, 0)));
        library.add("ipv4_netmask_suffix", a -> known(Ipv4.prefix(text(a, 0))));
        library.add("ipv4_range_to_cidr_list", a -> Ipv4.ranges(text(a, 0), text(a, 1)));
        library.add("parse_ipv6", a -> ipv6(text(a, 0), Ipv6.BITS));
        library.add("parse_ipv6_mask", a -> ipv6(text(a, 0), whole(a, 1)));
        library.add("ipv6_compare", a -> compare6(text(a, 0), text(a, 1), whole(a, 2, Ipv6.BITS)));
        library.add("ipv6_is_match", a -> isZero(compare6(text(a, 0), text(a, 1), whole(a, 2, Ipv6.BITS))));
        library.add("ipv6_is_in_range", a -> isIn6(text(a, 0), text(a, 1)));
        library.add("ipv6_is_in_any_range", a -> any(a, one -> isIn6(text(a, 0), one)));
        library.add("has_ipv4", a -> Ipv4.isIn(text(a, 0), text(a, 1), false));
        library.add("has_any_ipv4", a -> has(a, false));
        library.add("has_ipv4_prefix", a -> text(a, 1).endsWith(".") && Ipv4.isIn(text(a, 0), text(a, 1), true));
        library.add("has_any_ipv4_prefix", a -> has(a, true));
    }

    private static @Nullable Long known(long value) {
        return value < 0 ? null : (Long) value;
    }

    private static @Nullable Boolean isZero(@Nullable Long order) {
        return order == null ? null : (Boolean) (order == 0);
    }

    private static @Nullable Long masked(String address, long prefix) {
        long value = Ipv4.parse(address);
        return value < 0 || prefix < 0 || prefix > 32 ? null : (Long) Ipv4.masked(value, (int) prefix);
    }

    private static String format(@Nullable Object[] a, boolean withPrefix) {
        long prefix = whole(a, 1, 32);
        long value = a[0] instanceof Long number ? number : Ipv4.parse(text(a, 0));
        int written = a[0] instanceof Long ? 32 : Ipv4.prefix(text(a, 0));
        if (value < 0 || value > 0xFFFFFFFFL || prefix < 0 || prefix > 32) {
            return "";
        }
        int bits = (int) Math.min(prefix, written);
        String address = Ipv4.format(Ipv4.masked(value, bits));
        return withPrefix ? address + "/" + bits : address;
    }

    private static String ipv6(String text, long prefix) {
        Ipv6 address = Ipv6.parse(text);
        return address == null || prefix < 0 || prefix > Ipv6.BITS
                ? ""
                : address.masked((int) Math.min(prefix, address.prefix())).format();
    }

    private static @Nullable Long compare6(String left, String right, long prefix) {
        Ipv6 a = Ipv6.parse(left);
        Ipv6 b = Ipv6.parse(right);
        if (a == null || b == null || prefix < 0 || prefix > Ipv6.BITS) {
            return null;
        }
        return (long) a.compare(b, (int) Math.min(prefix, Math.min(a.prefix(), b.prefix())));
    }

    private static @Nullable Boolean isIn6(String address, String range) {
        Ipv6 at = Ipv6.parse(address);
        Ipv6 in = Ipv6.parse(range);
        return (at == null || in == null)
                ? null
                : (Boolean) (at.masked(at.prefix()).compare(in, in.prefix()) == 0);
    }

    private static @Nullable Boolean any(
            @Nullable Object[] a, java.util.function.Function<String, @Nullable Boolean> test) {
        boolean unknown = false;
        for (Object one : Arguments.rest(a, 1)) {
            Boolean result = test.apply(Conversions.toText(one));
            if (Boolean.TRUE.equals(result)) {
                return true;
            }
            unknown |= result == null;
        }
        return unknown ? null : (Boolean) false;
    }

    private static @Nullable Boolean has(@Nullable Object[] a, boolean asPrefix) {
        List<@Nullable Object> all = Arguments.rest(a, 1);
        if (!Arguments.isWithinWork(all.size(), text(a, 0).length())) {
            return null;
        }
        return all.stream()
                .map(Conversions::toText)
                .anyMatch(one -> (!asPrefix || one.endsWith(".")) && Ipv4.isIn(text(a, 0), one, asPrefix));
    }
}
