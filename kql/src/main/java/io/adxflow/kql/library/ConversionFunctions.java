package io.adxflow.kql.library;

import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.JsonText;
import org.jspecify.annotations.Nullable;

/** {@code to…()}, {@code gettype} and what asks whether a value is there. */
final class ConversionFunctions {
    private ConversionFunctions() {}

    static void addTo(Library library) {
        library.addLenient("tostring", a -> Conversions.toText(a[0]));
        library.add("tolong", a -> Conversions.toLong(a[0]));
        library.add("toint", a -> Conversions.toInt(a[0]));
        library.add("toreal", a -> Conversions.toReal(a[0]));
        library.add("tobool", a -> Conversions.toBool(a[0]));
        library.add("todecimal", a -> Conversions.toDecimal(a[0]));
        library.add("todatetime", a -> Conversions.toDatetime(a[0]));
        library.add("totimespan", a -> Conversions.toTimespan(a[0]));
        library.add("toguid", a -> Conversions.toGuid(a[0]));
        library.add("tohex", a -> hex(Long.toHexString(Arguments.whole(a, 0)), a));
        library.add("tohex32", a -> hex(Integer.toHexString((int) Arguments.whole(a, 0)), a));
        library.addLenient("gettype", a -> Conversions.typeName(a[0]));
        library.add("parse_json", a -> a[0] instanceof String text ? JsonText.parse(text) : a[0]);
    }

    private static String hex(String digits, @Nullable Object[] a) {
        long width = Math.max(1, Math.min(16, Arguments.whole(a, 1, 1)));
        return "0".repeat((int) Math.max(0, width - digits.length())) + digits;
    }
}
