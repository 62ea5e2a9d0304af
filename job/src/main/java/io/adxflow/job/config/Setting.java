package io.adxflow.job.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One key with its value as text, before anybody knows what type it should have.
 *
 * @param key dotted
 * @param values one text, or those of a list; none when the list is one of maps
 * @param isList whether it was written as a list
 * @param maps the maps of a list of maps, each with its keys below it; empty otherwise
 * @param origin where it was set, for messages: {@code pipeline.yaml:12}, {@code ADXFLOW_BATCH_MAX_AGE}, {@code --set}
 */
record Setting(String key, List<String> values, boolean isList, List<Map> maps, String origin) {
    /** One of a list of maps. */
    record Map(List<Setting> settings, String origin) {}

    Setting(String key, List<String> values, boolean isList, String origin) {
        this(key, values, isList, List.of(), origin);
    }

    static Setting of(String key, String value, String origin) {
        return new Setting(key, List.of(value), false, origin);
    }

    /** The value as Flink's {@code Configuration} takes it: lists are joined by semicolons. */
    String text() {
        return String.join(";", values);
    }

    /** The value as a list: as written, or split at commas; blanks around parts and empty parts do not count. */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        for (String value : isList ? values : List.of(values.get(0).split(","))) {
            if (!value.isBlank()) {
                parts.add(value.strip());
            }
        }
        return parts;
    }
}
