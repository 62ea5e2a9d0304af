package io.adxflow.job.rows;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads CSV lines by RFC 4180, apart from the code that wrote them. */
public final class CsvLines {
    private CsvLines() {}

    /** The fields of a line by the names of their columns. */
    public static Map<String, String> fields(String schema, String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        String[] columns = schema.split(",");
        int at = 0;
        for (String column : columns) {
            StringBuilder field = new StringBuilder();
            if (at < line.length() && line.charAt(at) == '"') {
                at++;
                while (line.charAt(at) != '"' || (at + 1 < line.length() && line.charAt(at + 1) == '"')) {
                    at += line.charAt(at) == '"' ? 1 : 0;
                    field.append(line.charAt(at++));
                }
                at++;
            } else {
                while (at < line.length() && line.charAt(at) != ',') {
                    if (line.charAt(at) == '"' || line.charAt(at) == '\n' || line.charAt(at) == '\r') {
                        throw new AssertionError("unquoted: " + line);
                    }
                    field.append(line.charAt(at++));
                }
            }
            fields.put(column.substring(0, column.indexOf(':')), field.toString());
            if (fields.size() < columns.length && (at >= line.length() || line.charAt(at++) != ',')) {
                throw new AssertionError(fields.size() + " of " + columns.length + " fields: " + line);
            }
        }
        if (at != line.length()) {
            throw new AssertionError("more than " + columns.length + " fields: " + line);
        }
        return fields;
    }
}
