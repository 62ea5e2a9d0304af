package io.adxflow.job.config;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings that are maps: {@code a=b,c} as one value or a list, or {@code a: b} nested. */
final class SettingPairs {
    private SettingPairs() {}

    /** @param value null when there is only a key */
    record Pair(@Nullable String value, Setting setting) {}

    /** The pairs of a setting, by key. */
    static Map<String, Pair> of(String key, SortedMap<String, Setting> settings, List<ConfigProblem> problems) {
        Map<String, Pair> pairs = new TreeMap<>();
        Setting whole = settings.get(key);
        if (whole != null) {
            for (String part : whole.parts()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals).strip();
                String value = equals < 0 ? null : part.substring(equals + 1).strip();
                if (pairs.put(name, new Pair(value, whole)) != null) {
                    problems.add(
                            new ConfigProblem(whole.origin(), whole.key() + ": '" + name + "' stands there twice"));
                }
            }
        }
        String nested = key + ".";
        for (Setting setting : settings.values()) {
            if (setting.key().startsWith(nested)) {
                pairs.put(setting.key().substring(nested.length()), new Pair(setting.text(), setting));
            }
        }
        return pairs;
    }
}
