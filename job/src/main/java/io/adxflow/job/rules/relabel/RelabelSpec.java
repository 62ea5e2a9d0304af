package io.adxflow.job.rules.relabel;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One rule of Prometheus' {@code relabel_configs}, with its defaults filled in.
 *
 * @param separator between the values of the source labels
 * @param regex in RE2's syntax, matching the whole text
 * @param modulus of {@link Action#HASHMOD}, as an unsigned number; else 0
 * @param targetLabel empty where the action has none
 */
public record RelabelSpec(
        List<String> sourceLabels,
        String separator,
        String regex,
        long modulus,
        String targetLabel,
        String replacement,
        Action action)
        implements Serializable {
    public static final String DEFAULT_SEPARATOR = ";";
    public static final String DEFAULT_REGEX = "(.*)";
    public static final String DEFAULT_REPLACEMENT = "$1";

    /** What a rule does; the names are Prometheus', regardless of case. */
    public enum Action {
        REPLACE,
        KEEP,
        DROP,
        KEEPEQUAL,
        DROPEQUAL,
        HASHMOD,
        LABELMAP,
        LABELDROP,
        LABELKEEP,
        LOWERCASE,
        UPPERCASE;

        /** As Prometheus writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Null when there is none of this name. */
        public static @Nullable Action of(String text) {
            for (Action action : values()) {
                if (action.text().equals(text.toLowerCase(Locale.ROOT))) {
                    return action;
                }
            }
            return null;
        }
    }
}
