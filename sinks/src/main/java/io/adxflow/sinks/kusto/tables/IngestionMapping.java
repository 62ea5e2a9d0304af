package io.adxflow.sinks.kusto.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.XxHash64;
import io.adxflow.sinks.delivery.Json;

/** The name and the JSON of the CSV mapping of a table, as adx-mon makes them (ingestor/adx/syncer.go, EnsureMapping). */
final class IngestionMapping {
    private IngestionMapping() {}

    /**
     * {@code <table>_<hash>}: XXH64 over the table's and the columns' names in ProperCase, unsigned decimal. Types are not in it.
     * Columns that adx-mon has no names for, with other characters than letters and digits, count as they are: two of them may
     * be one in ProperCase.
     */
    static String name(String table, TableSchema schema) {
        String properTable = properCase(table);
        StringBuilder text = new StringBuilder(properTable);
        for (TableSchema.Column column : schema.columns()) {
            boolean isPlain = column.name().chars().allMatch(IngestionMapping::isLetterOrDigit);
            text.append(isPlain ? properCase(column.name()) : column.name());
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        return properTable + "_" + Long.toUnsignedString(XxHash64.hash(bytes, 0, bytes.length, 0));
    }

    /** Column by column in the order of the CSV. Ordinals are strings. */
    static String json(TableSchema schema) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < schema.columns().size(); i++) {
            TableSchema.Column column = schema.columns().get(i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"Column\":")
                    .append(Json.quote(column.name()))
                    .append(",\"DataType\":")
                    .append(Json.quote(column.type()))
                    .append(",\"Properties\":{\"Ordinal\":\"")
                    .append(i)
                    .append("\"}}");
        }
        return json.append(']').toString();
    }

    /** adx-mon's NormalizeMetricName (schema/schema.go), by which metrics' tables are named already. */
    private static String properCase(String name) {
        StringBuilder proper = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isLetterOrDigit(c)) {
                proper.append(i == 0 ? upper(c) : c);
            } else if (i + 1 < name.length() && isLower(name.charAt(i + 1))) {
                i++;
                proper.append(upper(name.charAt(i)));
            }
        }
        return proper.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return isLower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static char upper(char c) {
        return isLower(c) ? (char) (c - 32) : c;
    }
}
