package io.adxflow.job.tables;

import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sinks.schema.TableVersions;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The table of a metric, as adx-mon names it (schema/schema.go, NormalizeMetricName): ASCII letters and digits only, each
 * letter behind something dropped in upper case. Different names may meet in one table: {@code foo_bar} and {@code fooBar}.
 *
 * <p>Two kinds of names get a suffix, {@code _} and eight hex digits of the name's XXH64, which no other table's name ends with:
 * those of which letters, marks or digits that are not ASCII were dropped ({@code wait_µs} is not {@code wait_s}), and those of our
 * stored functions, by which Kusto would hide the table, and of the table of tables' versions.
 */
public final class MetricNames {
    /** Kusto's longest entity name. */
    static final int MAX_LENGTH = 1024;

    private static final int SUFFIX_LENGTH = 9;
    /** Those that the destination {@code kusto} makes in each database. */
    private static final Set<String> FUNCTIONS = Set.of("prom_increase", "prom_rate", "prom_delta", "CountCardinality");

    private MetricNames() {}

    /** The table; empty when the name has no ASCII letter or digit. */
    public static String tableName(String metric) {
        String name = adxMonName(metric);
        boolean isAlone = name.isEmpty() || (!isHidden(name) && !dropsLetters(metric));
        return isAlone ? name : withSuffix(name, metric);
    }

    /** The name that adx-mon gives, whatever it drops. */
    public static String adxMonName(String metric) {
        byte[] name = metric.getBytes(StandardCharsets.UTF_8);
        ByteBuilder table = new ByteBuilder(name.length);
        appendName(name, 0, name.length, table);
        return table.toString();
    }

    /** Whether a stored function of ours has this name, and so hides a table of the same, or the table of tables' versions. */
    public static boolean isHidden(String table) {
        return FUNCTIONS.contains(table) || table.equals(TableVersions.TABLE);
    }

    /** A table of its own for whatever is called {@code original}. */
    public static String withSuffix(String table, String original) {
        byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
        int hash = (int) XxHash64.hash(bytes, 0, bytes.length, 0);
        String base = table.substring(0, Math.min(table.length(), MAX_LENGTH - SUFFIX_LENGTH));
        return base + String.format("_%08x", hash);
    }

    private static boolean dropsLetters(String metric) {
        return metric.codePoints().anyMatch(c -> c > 127 && isLetterMarkOrNumber(c));
    }

    private static boolean isLetterMarkOrNumber(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> Character.isLetterOrDigit(c);
        };
    }

    private static void appendName(byte[] name, int start, int end, ByteBuilder to) {
        byte[] out = to.room(end - start);
        int first = to.length();
        int at = first;
        for (int i = start; i < end && at - first < MAX_LENGTH; i++) {
            byte c = name[i];
            if (isLetterOrDigit(c)) {
                out[at++] = i == start ? upper(c) : c;
            } else if (i + 1 < end && isLower(name[i + 1])) {
                i++;
                out[at++] = upper(name[i]);
            }
        }
        to.end(at);
    }

    static boolean isLetterOrDigit(int c) {
        return isLower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static byte upper(byte c) {
        return isLower(c) ? (byte) (c - 32) : c;
    }
}
