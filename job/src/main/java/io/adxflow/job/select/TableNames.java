package io.adxflow.job.select;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of tables, where {@code *} stands for any characters. Immutable, thread-safe. */
public final class TableNames {
    private static final TableNames ALL = new TableNames(null);

    private final @Nullable Pattern pattern;

    private TableNames(@Nullable Pattern pattern) {
        this.pattern = pattern;
    }

    /** @param names none stands for all tables */
    public static TableNames of(List<String> names) {
        if (names.isEmpty()) {
            return ALL;
        }
        StringBuilder any = new StringBuilder();
        for (String name : names) {
            any.append(any.isEmpty() ? "" : "|");
            String[] parts = name.split("\\*", -1);
            for (int i = 0; i < parts.length; i++) {
                any.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
            }
        }
        return new TableNames(Pattern.compile(any.toString()));
    }

    public boolean areAll() {
        return pattern == null;
    }

    public boolean contain(String table) {
        return pattern == null || pattern.matches(table);
    }
}
