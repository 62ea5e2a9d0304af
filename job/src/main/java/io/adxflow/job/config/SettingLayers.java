package io.adxflow.job.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settings laid over each other, the later source winning. */
final class SettingLayers {
    private final TreeMap<String, Setting> settings = new TreeMap<>();

    /**
     * Lays one source's settings on top. A value for {@code a.b} replaces what earlier sources said about {@code a.b.c}, and
     * the other way round, so that a map may be given nested in a file and in one piece by {@code --set}.
     */
    void lay(List<Setting> layer) {
        for (Setting setting : layer) {
            settings.subMap(setting.key() + ".", setting.key() + "/").clear();
            for (int dot = setting.key().lastIndexOf('.');
                    dot > 0;
                    dot = setting.key().lastIndexOf('.', dot - 1)) {
                settings.remove(setting.key().substring(0, dot));
            }
        }
        for (Setting setting : layer) {
            settings.put(setting.key(), setting);
        }
    }

    /** All settings by key. */
    SortedMap<String, Setting> all() {
        return settings;
    }

    /** The names that have settings under {@code section}. */
    List<String> names(String section) {
        List<String> names = new ArrayList<>();
        for (String key : under(section + ".").keySet()) {
            String rest = key.substring(section.length() + 1);
            int dot = rest.indexOf('.');
            if (dot > 0 && !names.contains(rest.substring(0, dot))) {
                names.add(rest.substring(0, dot));
            }
        }
        return names;
    }

    /** A view of the settings whose keys start with a prefix that ends in a dot. */
    SortedMap<String, Setting> under(String prefix) {
        return settings.subMap(prefix, prefix.substring(0, prefix.length() - 1) + "/");
    }

    /** Where the first of some settings was set, for messages about all of them; empty when there are none. */
    static String firstOrigin(SortedMap<String, Setting> settings) {
        return settings.values().stream().findFirst().map(Setting::origin).orElse("");
    }
}
