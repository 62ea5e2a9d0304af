package io.adxflow.job.config;

import io.adxflow.sources.limits.NamespaceLimits;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.apache.flink.configuration.MemorySize;

/** Makes {@link NamespaceLimits} of the settings under {@code limits.<namespace>}. */
final class LimitsParser {
    static final List<String> FIELDS = List.of(
            "samples-per-second",
            "bytes-per-second",
            "new-series-per-second",
            "live-series",
            "tables",
            "storage",
            "weight");

    private final String namespace;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    LimitsParser(String namespace, SettingLayers layers, List<ConfigProblem> problems) {
        this.namespace = namespace;
        this.prefix = "limits." + namespace + ".";
        this.settings = layers.under(prefix);
        this.problems = problems;
    }

    /** @param namespaces those that there are */
    NamespaceLimits parse(Collection<String> namespaces) {
        if (!namespaces.contains(namespace)) {
            problems.add(new ConfigProblem(
                    SettingLayers.firstOrigin(settings),
                    "limits." + namespace + ": there is no namespace '" + namespace + "'"
                            + Nearest.hint(namespace, namespaces)));
        }
        for (Setting setting : settings.values()) {
            String field = setting.key().substring(prefix.length());
            if (!FIELDS.contains(field)) {
                problem(
                        setting,
                        "unknown key " + setting.key() + Nearest.hint(field, FIELDS) + " (known: "
                                + String.join(", ", FIELDS) + ")");
            }
        }
        return new NamespaceLimits(
                number("samples-per-second", Double.POSITIVE_INFINITY),
                bytes("bytes-per-second"),
                number("new-series-per-second", Double.POSITIVE_INFINITY),
                number("live-series", Double.POSITIVE_INFINITY),
                number("tables", Double.POSITIVE_INFINITY),
                bytes("storage"),
                number("weight", 1));
    }

    private double number(String field, double unset) {
        Setting setting = settings.get(prefix + field);
        if (setting == null) {
            return unset;
        }
        try {
            double value = Double.parseDouble(setting.text().strip());
            if (value > 0 && value <= Long.MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // Told below, as numbers out of bounds are.
        }
        problem(setting, setting.key() + ": '" + setting.text() + "' (expected: a number above 0)");
        return unset;
    }

    private double bytes(String field) {
        Setting setting = settings.get(prefix + field);
        if (setting == null) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            long value = MemorySize.parse(setting.text()).getBytes();
            if (value > 0) {
                return (double) value;
            }
        } catch (IllegalArgumentException notOne) {
            // Told below, as 0 is.
        }
        problem(setting, setting.key() + ": '" + setting.text() + "' (expected: a size above 0, as 500 kb or 20 mb)");
        return Double.POSITIVE_INFINITY;
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
