package io.adxflow.job.config;

import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of databases, tables and columns that Azure Data Explorer takes
 * (<a href="https://learn.microsoft.com/kusto/query/schema-entities/entity-names">Entity names</a>), and that are folders too.
 */
public final class EntityNames {
    /** What {@link #isValid} asks, for messages. */
    public static final String EXPECTED =
            "1 to 1024 letters and digits of ASCII, '_', '-', '.' and spaces; the first one a letter, a digit or '_', the last"
                    + " one no space";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_. -]{0,1022}[A-Za-z0-9_.-])?");

    private EntityNames() {}

    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** The one of the names that is the same but for the case of letters, spelled as it is there; else null. */
    public static @Nullable String find(String name, Collection<String> names) {
        for (String candidate : names) {
            if (candidate.equalsIgnoreCase(name)) {
                return candidate;
            }
        }
        return null;
    }
}
