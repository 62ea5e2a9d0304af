package io.adxflow.sources.wire.otlp.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Names metrics as Prometheus does (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", section "Metric
 * Metadata" under "OTLP Metric points to Prometheus"; prometheus/otlptranslator, metric_namer.go).
 */
final class MetricNames {
    /** UCUM's units as Prometheus spells them out. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tibibytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("1", ""),
            Map.entry("%", "percent"));

    private static final Map<String, String> PER_UNITS =
            Map.of("s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y", "year");

    private MetricNames() {}

    /**
     * The metric's name, without {@code _bucket} and the like; empty when nothing of it may stand in a name.
     *
     * @param counter a monotonic sum, which gets {@code _total}
     * @param gauge a gauge, which gets {@code _ratio} when its unit is 1
     */
    static String of(String name, String unit, boolean counter, boolean gauge, MetricNaming naming) {
        return switch (naming) {
            case AS_SENT -> name;
            case PROMETHEUS_NO_SUFFIXES ->
                startedWell(String.join("_", tokens(name, c -> isLetterOrDigit(c) || c == ':' || c == '_')));
            case PROMETHEUS -> withSuffixes(name, unit, counter, gauge);
        };
    }

    private static String withSuffixes(String name, String unit, boolean counter, boolean gauge) {
        List<String> tokens = tokens(name, c -> isLetterOrDigit(c) || c == ':');
        int slash = unit.indexOf('/');
        String main = suffix(slash < 0 ? unit : unit.substring(0, slash), UNITS);
        String per = slash < 0 ? "" : suffix(unit.substring(slash + 1), PER_UNITS);
        boolean alreadyThere = tokens.contains(main);
        if (!main.isEmpty() && !alreadyThere) {
            tokens.add(main);
        }
        if (!per.isEmpty() && !tokens.contains("per_" + per)) {
            tokens.add("per_" + per);
        }
        if (counter) {
            tokens.removeIf("total"::equals);
            tokens.add("total");
        }
        if (gauge && unit.equals("1")) {
            tokens.removeIf("ratio"::equals);
            tokens.add("ratio");
        }
        return startedWell(String.join("_", tokens));
    }

    /** What a part of a unit adds to the name; nothing for annotations in braces. */
    private static String suffix(String part, Map<String, String> known) {
        String unit = part.strip();
        if (unit.indexOf('{') >= 0 || unit.indexOf('}') >= 0) {
            return "";
        }
        return String.join("_", tokens(known.getOrDefault(unit, unit), c -> isLetterOrDigit(c) || c == ':'));
    }

    private static List<String> tokens(String text, IntPredicate allowed) {
        List<String> tokens = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && allowed.test(text.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                tokens.add(text.substring(start, i));
                start = -1;
            }
        }
        return tokens;
    }

    private static String startedWell(String name) {
        return !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9' ? "_" + name : name;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
