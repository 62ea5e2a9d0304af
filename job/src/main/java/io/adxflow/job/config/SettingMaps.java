package io.adxflow.job.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings that are lists of maps, such as rules: written as such, or as one text in YAML's flow form, {@code [{a: b}, …]}. */
final class SettingMaps {
    /** The key under which a text's list is read. */
    static final String ALONE = "list-of-maps";

    private SettingMaps() {}

    /**
     * One map of the list.
     *
     * @param number from 1
     * @param where for messages: the list's key and the number
     * @param settings by their keys within the map; nested maps with dots
     */
    record Entry(int number, String where, SortedMap<String, Setting> settings, String origin) {
        @Nullable
        Setting get(String key) {
            return settings.get(key);
        }

        /** The text of a key, or what holds without it. */
        String text(String key, String otherwise) {
            Setting setting = settings.get(key);
            return setting == null ? otherwise : setting.text();
        }

        /** Where a key was set, or else the map. */
        String origin(String key) {
            Setting setting = settings.get(key);
            return setting == null ? origin : setting.origin();
        }

        /** Tells of keys that are not known. */
        void refuseUnknown(Collection<String> known, List<ConfigProblem> problems) {
            for (Setting setting : settings.values()) {
                if (!known.contains(setting.key())) {
                    problems.add(new ConfigProblem(
                            setting.origin(),
                            where + ": unknown key " + setting.key() + Nearest.hint(setting.key(), known) + " (known: "
                                    + String.join(", ", known) + ")"));
                }
            }
        }
    }

    /** The maps of a setting in their order; none when it is not there. */
    static List<Entry> of(@Nullable Setting setting, List<ConfigProblem> problems) {
        List<Entry> entries = new ArrayList<>();
        if (setting == null) {
            return entries;
        }
        for (Setting.Map map : maps(setting, problems)) {
            int number = entries.size() + 1;
            SortedMap<String, Setting> settings = new TreeMap<>();
            map.settings().forEach(each -> settings.put(each.key(), each));
            entries.add(new Entry(number, setting.key() + " " + number, settings, map.origin()));
        }
        return entries;
    }

    private static List<Setting.Map> maps(Setting setting, List<ConfigProblem> problems) {
        if (!setting.maps().isEmpty() || (setting.isList() && setting.values().isEmpty())) {
            return setting.maps();
        }
        if (!setting.isList() && setting.text().strip().startsWith("[")) {
            return parse(setting, problems);
        }
        problems.add(notMaps(setting));
        return List.of();
    }

    private static ConfigProblem notMaps(Setting setting) {
        return new ConfigProblem(
                setting.origin(),
                setting.key() + ": '" + setting.text() + "' (expected: a list of maps, [{key: value, …}, …])");
    }

    private static List<Setting.Map> parse(Setting setting, List<ConfigProblem> problems) {
        List<ConfigProblem> found = new ArrayList<>();
        List<Setting> read = List.of();
        try {
            read = YamlSettings.parse(ALONE + ": " + setting.text(), setting.origin(), found);
        } catch (ConfigException notYaml) {
            // Its problems are in the list already.
        }
        for (ConfigProblem problem : found) {
            problems.add(new ConfigProblem(setting.origin(), setting.key() + ": " + problem.message()));
        }
        List<Setting.Map> maps = new ArrayList<>();
        for (Setting list : read) {
            if (list.maps().isEmpty() && !list.values().isEmpty()) {
                problems.add(notMaps(setting));
            }
            for (Setting.Map map : list.maps()) {
                // The lines of a text that stands on one are of no use.
                List<Setting> keys = map.settings().stream()
                        .map(each -> new Setting(each.key(), each.values(), each.isList(), setting.origin()))
                        .toList();
                maps.add(new Setting.Map(keys, setting.origin()));
            }
        }
        return maps;
    }
}
