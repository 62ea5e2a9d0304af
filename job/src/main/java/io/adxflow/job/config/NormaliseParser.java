package io.adxflow.job.config;

import io.adxflow.job.rules.normalise.Normalisation;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.flink.util.TimeUtils;

/** Makes {@link NormaliseSpec} of {@code namespaces.<name>.normalise}: {@code name: true}, or a list of names. */
final class NormaliseParser {
    private static final List<String> KNOWN = known();

    private final String key;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    NormaliseParser(String key, SortedMap<String, Setting> settings, List<ConfigProblem> problems) {
        this.key = key;
        this.settings = settings;
        this.problems = problems;
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(
                Stream.of(Normalisation.values()).map(Normalisation::text).toList());
        known.addAll(List.of("max-past", "max-future"));
        return List.copyOf(known);
    }

    NormaliseSpec parse() {
        Set<Normalisation> on = EnumSet.noneOf(Normalisation.class);
        Map<String, SettingPairs.Pair> pairs = SettingPairs.of(key, settings, problems);
        pairs.forEach((name, pair) -> {
            Normalisation normalisation = Normalisation.of(name);
            if (normalisation != null) {
                if (isOn(pair)) {
                    on.add(normalisation);
                }
            } else if (!KNOWN.contains(name)) {
                problem(
                        pair,
                        "unknown key " + key + "." + name + Nearest.hint(name, KNOWN) + " (known: "
                                + String.join(", ", KNOWN) + ")");
            }
        });
        return new NormaliseSpec(
                Collections.unmodifiableSet(on),
                millis(pairs.get("max-past"), NormaliseSpec.DEFAULT_MAX_PAST_MILLIS),
                millis(pairs.get("max-future"), NormaliseSpec.DEFAULT_MAX_FUTURE_MILLIS));
    }

    private boolean isOn(SettingPairs.Pair pair) {
        String value = pair.value() == null ? "true" : pair.value();
        if (!value.equals("true") && !value.equals("false")) {
            problem(pair, pair.setting().key() + ": '" + value + "' (expected: true or false)");
        }
        return value.equals("true");
    }

    private long millis(SettingPairs.@org.jspecify.annotations.Nullable Pair pair, long otherwise) {
        if (pair == null) {
            return otherwise;
        }
        try {
            Duration duration = TimeUtils.parseDuration(pair.value() == null ? "" : pair.value());
            if (!duration.isNegative() && !duration.isZero()) {
                return duration.toMillis();
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Told below.
        }
        problem(
                pair,
                pair.setting().key() + ": '" + pair.value()
                        + "' is not a duration of more than 0 (expected: a number and a unit, as in 30s, 1h, 365d)");
        return otherwise;
    }

    private void problem(SettingPairs.Pair pair, String message) {
        problems.add(new ConfigProblem(pair.setting().origin(), message));
    }
}
