package io.adxflow.kql.duckdb;

import io.adxflow.kql.values.TimespanParser;
import java.time.Duration;
import java.util.Map;

/**
 * What a query may take.
 *
 * @param time until its last row is read
 * @param rows of a result
 * @param bytes of a result, about as many as its values have
 */
public record QueryLimits(Duration time, long rows, long bytes) {
    /** Azure Data Explorer's: four minutes, 500,000 rows, 64 MB (page "Query limits" of the language's reference). */
    public static final QueryLimits OF_THE_SERVICE = new QueryLimits(Duration.ofMinutes(4), 500_000, 67_108_864);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** Without a limit to what is read. */
    public QueryLimits withoutTruncation() {
        return new QueryLimits(time, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** With what {@code set} statements or a request ask for: {@code notruncation}, {@code truncationmaxrecords}, {@code truncationmaxsize}, {@code servertimeout}. */
    public QueryLimits with(Map<String, String> options) {
        QueryLimits limits = isSet(options.get("notruncation")) ? withoutTruncation() : this;
        long maxRows = number(options.get("truncationmaxrecords"), limits.rows);
        long maxBytes = number(options.get("truncationmaxsize"), limits.bytes);
        return new QueryLimits(time(options.get("servertimeout"), limits.time), maxRows, maxBytes);
    }

    private static boolean isSet(@org.jspecify.annotations.Nullable String option) {
        return option != null && !option.equalsIgnoreCase("false");
    }

    private static long number(@org.jspecify.annotations.Nullable String text, long otherwise) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }

    private static Duration time(@org.jspecify.annotations.Nullable String text, Duration otherwise) {
        if (text == null) {
            return otherwise;
        }
        // A statement's literal comes as its ticks, a request's option as [d.]hh:mm:ss.
        long ticks = text.matches("\\d{1,18}") ? Long.parseLong(text) : TimespanParser.parse(text);
        Duration asked = Duration.ofNanos(ticks > 0 ? Math.min(ticks, LONGEST.toNanos() / 100) * 100 : 0);
        return asked.isZero() ? otherwise : asked;
    }
}
