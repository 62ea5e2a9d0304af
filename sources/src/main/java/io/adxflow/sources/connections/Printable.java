package io.adxflow.sources.connections;

import java.util.regex.Pattern;

/** Makes what came from outside fit for answers and logs. */
public final class Printable {
    private static final int MAX_CHARS = 200;
    /** Control and format characters, line separators, halves of pairs. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Printable() {}

    /** A value on one line: every character that cannot be printed as a question mark, and cut when it is long. */
    public static String of(String value) {
        return line(value.length() > MAX_CHARS ? value.substring(0, MAX_CHARS) + "..." : value);
    }

    /** A message on one line: every character that cannot be printed as a question mark. */
    public static String line(String message) {
        return UNPRINTABLE.matcher(message).replaceAll("?");
    }
}
