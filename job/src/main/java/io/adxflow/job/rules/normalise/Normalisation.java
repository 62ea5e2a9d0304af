package io.adxflow.job.rules.normalise;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One thing that may be brought into one form; the names are keys under {@code namespaces.<name>.normalise}. */
public enum Normalisation {
    /** Names of labels become identifiers that KQL takes without quotes; tables that several metrics share are told. */
    IDENTIFIERS,
    /** Abbreviated units at the end of a metric's name are spelled out. */
    UNIT_SUFFIXES,
    /** The severity's text gives its number when there is none. */
    SEVERITIES,
    /** Times in another unit than the protocol's, or far off. */
    TIMESTAMPS,
    /** Names of labels in lower case. */
    LABEL_CASE,
    /** Labels and attributes whose value says that there is none. */
    EMPTY_VALUES,
    /** JSON in the text of a log's body becomes dynamic. */
    JSON_BODIES,
    /** {@code key=value} pairs in the text of a log's body likewise. */
    KEY_VALUE_BODIES;

    /** As the configuration writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Null when there is none of this name. */
    public static @Nullable Normalisation of(String text) {
        for (Normalisation each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        return null;
    }
}
