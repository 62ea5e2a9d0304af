package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.batch.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Rows in CSV as JSON objects, each value in the form of its column's type; what is null in Azure Data Explorer is null. */
final class RowJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RowJson() {}

    /** Lines of CSV, split into fields. */
    static List<List<String>> parse(String csv) {
        List<List<String>> lines = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                fields.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(fields);
                    fields = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        return lines;
    }

    static ObjectNode of(TableSchema schema, List<String> fields) {
        ObjectNode row = JSON.createObjectNode();
        List<TableSchema.Column> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            put(row, columns.get(i), i < fields.size() ? fields.get(i) : "");
        }
        return row;
    }

    private static void put(ObjectNode row, TableSchema.Column column, String text) {
        String name = column.name();
        if (text.isEmpty() && !column.type().equals("string")) {
            row.putNull(name);
            return;
        }
        try {
            switch (column.type()) {
                case "long", "int" -> row.put(name, new BigInteger(text));
                case "real" -> row.put(name, new BigDecimal(text));
                case "bool" -> row.put(name, text.equals("1") || text.equalsIgnoreCase("true"));
                case "dynamic" -> row.set(name, JSON.readTree(text));
                default -> row.put(name, text);
            }
        } catch (NumberFormatException | JsonProcessingException e) {
            // Infinity and NaN, which JSON has no numbers for.
            row.put(name, text);
        }
    }
}
