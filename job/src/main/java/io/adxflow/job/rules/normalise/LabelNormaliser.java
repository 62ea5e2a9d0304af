package io.adxflow.job.rules.normalise;

import io.adxflow.job.rules.relabel.LabelEditor;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Brings the labels of a series into one form, before any other rule sees them. A label that would be called like another one of the
 * series keeps its name, so that no value is lost. Immutable.
 */
public final class LabelNormaliser {
    /** Texts that senders write where there is no value. */
    private static final Set<String> NOTHING = Set.of("null", "nil", "<nil>", "(null)", "undefined");
    /** What stands behind the unit (OpenMetrics; Prometheus, "Metric and label naming"). */
    private static final Set<String> BEHIND_UNIT =
            Set.of("total", "sum", "count", "bucket", "min", "max", "avg", "created", "info");
    /** Units by their abbreviations, as OpenTelemetry spells them out for Prometheus. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("ns", "nanoseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("µs", "microseconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("msec", "milliseconds"),
            Map.entry("msecs", "milliseconds"),
            Map.entry("millis", "milliseconds"),
            Map.entry("micros", "microseconds"),
            Map.entry("nanos", "nanoseconds"),
            Map.entry("s", "seconds"),
            Map.entry("sec", "seconds"),
            Map.entry("secs", "seconds"),
            Map.entry("mins", "minutes"),
            Map.entry("hrs", "hours"),
            Map.entry("by", "bytes"),
            Map.entry("kb", "kilobytes"),
            Map.entry("mb", "megabytes"),
            Map.entry("gb", "gigabytes"),
            Map.entry("tb", "terabytes"),
            Map.entry("kib", "kibibytes"),
            Map.entry("mib", "mebibytes"),
            Map.entry("gib", "gibibytes"),
            Map.entry("tib", "tebibytes"),
            Map.entry("pct", "percent"),
            Map.entry("hz", "hertz"));

    private final NormaliseSpec spec;

    public LabelNormaliser(NormaliseSpec spec) {
        this.spec = spec;
    }

    /** Whether there is anything to do to labels. */
    public static boolean isWanted(NormaliseSpec spec) {
        return spec.has(Normalisation.EMPTY_VALUES)
                || spec.has(Normalisation.LABEL_CASE)
                || spec.has(Normalisation.IDENTIFIERS)
                || spec.has(Normalisation.UNIT_SUFFIXES);
    }

    /** Changes the labels. */
    public void apply(LabelEditor labels) {
        labels.forEach((name, value) -> {
            if (spec.has(Normalisation.EMPTY_VALUES) && isNothing(value) && !name.equals(LabelEditor.NAME)) {
                labels.remove(name);
            } else if (!name.equals(LabelEditor.NAME)) {
                rename(labels, name, value);
            }
        });
        if (spec.has(Normalisation.UNIT_SUFFIXES)) {
            labels.set(LabelEditor.NAME, withWholeUnit(labels.get(LabelEditor.NAME)));
        }
    }

    static boolean isNothing(String value) {
        return value.isBlank() || NOTHING.contains(value);
    }

    private void rename(LabelEditor labels, String name, String value) {
        String renamed = spec.has(Normalisation.LABEL_CASE) ? name.toLowerCase(Locale.ROOT) : name;
        if (spec.has(Normalisation.IDENTIFIERS)) {
            renamed = identifier(renamed);
        }
        if (!renamed.equals(name) && labels.get(renamed).isEmpty()) {
            labels.remove(name);
            labels.set(renamed, value);
        }
    }

    /** ASCII letters, digits and '_', of which no digit comes first: what KQL takes without quotes. */
    static String identifier(String name) {
        StringBuilder identifier = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (i == 0 && isDigit) {
                identifier.append('_');
            }
            identifier.append(isDigit || isLetter ? c : '_');
        }
        return identifier.toString();
    }

    static String withWholeUnit(String metric) {
        int end = metric.length();
        int start = metric.lastIndexOf('_', end - 1) + 1;
        while (start > 1 && BEHIND_UNIT.contains(metric.substring(start, end))) {
            end = start - 1;
            start = metric.lastIndexOf('_', end - 1) + 1;
        }
        String unit = start > 1 ? UNITS.get(metric.substring(start, end)) : null;
        return unit == null ? metric : metric.substring(0, start) + unit + metric.substring(end);
    }
}
