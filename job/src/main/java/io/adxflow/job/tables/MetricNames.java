package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;

/**
 * The table of a metric, as adx-mon names it (schema/schema.go, NormalizeMetricName): ASCII letters and digits only, each
 * letter behind something dropped in upper case. Different names may meet in one table: {@code foo_bar} and {@code fooBar}.
 */
public final class MetricNames {
    /** Kusto's longest entity name. */
    static final int MAX_LENGTH = 1024;

    private MetricNames() {}

    public static String tableName(String metric) {
        byte[] name = metric.getBytes(StandardCharsets.UTF_8);
        ByteBuilder table = new ByteBuilder(name.length);
        appendTableName(name, 0, name.length, table);
        return table.toString();
    }

    /** Appends the table name of a metric; nothing when no letter or digit is in it. */
    static void appendTableName(byte[] name, int start, int end, ByteBuilder to) {
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
