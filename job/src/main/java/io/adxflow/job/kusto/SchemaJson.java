package io.adxflow.job.kusto;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Databases, tables and functions as the JSON that editors complete names from ({@code .show databases schema as json}). */
final class SchemaJson {
    private static final JsonMapper JSON = new JsonMapper();

    private SchemaJson() {}

    static String of(List<Catalog.Database> databases) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("Plugins").addObject().put("Name", "bag_unpack");
        ObjectNode all = root.putObject("Databases");
        for (Catalog.Database database : databases) {
            ObjectNode one = all.putObject(database.name());
            one.put("Name", database.name());
            ObjectNode tables = one.putObject("Tables");
            for (String name : database.tableNames()) {
                Schema schema = database.table(name);
                if (schema != null) {
                    tables.set(name, table(name, schema));
                }
            }
            one.putObject("ExternalTables");
            one.putObject("MaterializedViews");
            ObjectNode functions = one.putObject("Functions");
            for (String name : database.functionNames()) {
                Catalog.StoredFunction function = database.function(name);
                if (function != null) {
                    functions.set(name, function(function));
                }
            }
            one.putNull("PrettyName");
            one.put("MajorVersion", 1).put("MinorVersion", 0).put("DatabaseAccessMode", "ReadWrite");
        }
        return root.toString();
    }

    static ObjectNode table(String name, Schema schema) {
        ObjectNode table = JSON.createObjectNode().put("Name", name);
        ArrayNode columns = table.putArray("OrderedColumns");
        schema.columns().forEach(column -> columns.add(column(column.name(), column)));
        return table;
    }

    private static ObjectNode column(String name, Column column) {
        return JSON.createObjectNode()
                .put("Name", name)
                .put("Type", column.type().dotNetName())
                .put("CslType", column.type().keyword());
    }

    private static ObjectNode function(Catalog.StoredFunction function) {
        ObjectNode json = JSON.createObjectNode().put("Name", function.name());
        ArrayNode parameters = json.putArray("InputParameters");
        for (String text : parts(inner(function.parameters()))) {
            parameters.add(parameter(text));
        }
        return json.put("Body", function.body());
    }

    private static ObjectNode parameter(String text) {
        int colon = text.indexOf(':');
        ObjectNode json = JSON.createObjectNode().put("Name", (colon < 0 ? text : text.substring(0, colon)).strip());
        String type = colon < 0 ? "dynamic" : text.substring(colon + 1).strip();
        if (type.startsWith("(")) {
            ArrayNode columns = json.putArray("Columns");
            for (String column : parts(inner(type))) {
                int end = column.indexOf(':');
                if (end > 0) {
                    columns.addObject()
                            .put("Name", column.substring(0, end).strip())
                            .put("CslType", column.substring(end + 1).strip());
                }
            }
            return json;
        }
        int equals = type.indexOf('=');
        json.put("CslType", (equals < 0 ? type : type.substring(0, equals)).strip());
        @Nullable String value = equals < 0 ? null : type.substring(equals + 1).strip();
        if (value != null) {
            json.put("CslDefaultValue", value);
        }
        return json;
    }

    private static String inner(String parentheses) {
        String text = parentheses.strip();
        return text.length() < 2 ? "" : text.substring(1, text.length() - 1);
    }

    /** What commas separate, but for those in parentheses and quotes. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        String last = text.substring(start).strip();
        if (!last.isEmpty()) {
            parts.add(last);
        }
        return parts;
    }
}
