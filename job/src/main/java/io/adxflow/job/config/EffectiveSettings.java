package io.adxflow.job.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells of each key which value holds and who said so. */
final class EffectiveSettings {
    private EffectiveSettings() {}

    /**
     * What was set, and the defaults of all else, ordered by key.
     *
     * @param layers all that was set
     * @param document what it gave
     */
    static List<EffectiveSetting> of(SettingLayers layers, PipelineDocument document) {
        List<EffectiveSetting> settings = new ArrayList<>();
        layers.all()
                .values()
                .forEach(
                        setting -> settings.add(new EffectiveSetting(setting.key(), value(setting), setting.origin())));
        OptionRegistry.options().forEach((key, option) -> {
            if (!option.defaultText().isEmpty()) {
                addDefault(settings, layers, key, option.defaultText());
            }
        });
        document.namespaces().forEach((name, namespace) -> {
            addDefault(settings, layers, "namespaces." + name + ".database", namespace.database());
            if (!namespace.monikers().isEmpty()) {
                addDefault(settings, layers, "namespaces." + name + ".monikers", namespace.monikers());
            }
        });
        document.monikers()
                .forEach((name, moniker) -> addDefault(settings, layers, "monikers." + name + ".kind", moniker.kind()));
        settings.sort(Comparator.comparing(EffectiveSetting::key));
        return List.copyOf(settings);
    }

    private static void addDefault(List<EffectiveSetting> settings, SettingLayers layers, String key, Object value) {
        if (!layers.all().containsKey(key)) {
            settings.add(new EffectiveSetting(key, value, EffectiveSetting.DEFAULT));
        }
    }

    private static Object value(Setting setting) {
        if (!setting.maps().isEmpty()) {
            List<Map<String, Object>> maps = new ArrayList<>();
            for (Setting.Map map : setting.maps()) {
                Map<String, Object> values = new TreeMap<>();
                map.settings().forEach(each -> values.put(each.key(), value(each)));
                maps.add(values);
            }
            return maps;
        }
        List<String> shown = setting.values().stream()
                .map(value -> SecretValues.masked(setting.key(), value))
                .toList();
        return setting.isList() ? shown : String.join(";", shown);
    }
}
