package io.adxflow.job.rules.normalise;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * OpenTelemetry's SeverityNumber for the levels of the usual dialects (opentelemetry.io, "Logs Data Model", appendix B): syslog,
 * log4j, java.util.logging, .NET, zap, and numbers as text, of which 0 to 7 are syslog's, 8 to 24 SeverityNumber itself.
 */
public final class Severities {
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        put(1, "trace", "verbose", "finest", "all", "vrb", "trc");
        put(3, "finer");
        put(5, "debug", "fine", "dbg", "debug-low");
        put(6, "config");
        put(9, "info", "information", "informational", "inf", "log");
        put(10, "notice");
        put(13, "warn", "warning", "wrn", "caution");
        put(17, "error", "err", "eror", "severe", "failure");
        put(18, "crit", "critical", "dpanic");
        put(19, "alert", "panic");
        put(21, "fatal", "emerg", "emergency", "ftl");
        put(5, "10000");
        put(9, "20000");
        put(13, "30000");
        put(17, "40000");
        put(21, "50000");
        put(1, "5000");
        int[] syslog = {21, 19, 18, 17, 13, 10, 9, 5};
        for (int level = 0; level < syslog.length; level++) {
            put(syslog[level], Integer.toString(level));
        }
        for (int number = syslog.length; number <= 24; number++) {
            put(number, Integer.toString(number));
        }
    }

    private Severities() {}

    private static void put(int number, String... texts) {
        for (String text : texts) {
            NUMBERS.put(text, number);
        }
    }

    /** 1 to 24, or 0 when the text says nothing known. */
    public static int number(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.length() > 2 && plain.startsWith("[") && plain.endsWith("]")) {
            plain = plain.substring(1, plain.length() - 1);
        }
        return NUMBERS.getOrDefault(plain, 0);
    }
}
