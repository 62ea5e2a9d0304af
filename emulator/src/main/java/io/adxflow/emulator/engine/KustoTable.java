package io.adxflow.emulator.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table as the catalog knows it. Immutable.
 *
 * @param schema DuckDB's schema that stands for the database
 * @param physical the DuckDB table: Kusto's names are case-sensitive, DuckDB's are not
 * @param mappings JSON texts of the CSV mappings by name
 * @param policies by name, in lower case
 */
public record KustoTable(
        String database,
        String name,
        String schema,
        String physical,
        List<Column> columns,
        String folder,
        String docString,
        Map<String, String> mappings,
        Map<String, JsonNode> policies) {

    public KustoTable {
        columns = List.copyOf(columns);
        mappings = Map.copyOf(mappings);
        policies = Map.copyOf(policies);
    }

    /** {@code "schema"."table"} for SQL. */
    public String sqlName() {
        return Sql.quoted(schema) + "." + Sql.quoted(physical);
    }

    /** {@code a:string,b:long}. */
    public String cslSchema() {
        return columns.stream()
                .map(column -> column.name() + ":" + column.type().csl())
                .collect(Collectors.joining(","));
    }

    KustoTable withColumns(List<Column> newColumns) {
        return new KustoTable(database, name, schema, physical, newColumns, folder, docString, mappings, policies);
    }

    KustoTable withTexts(String newFolder, String newDocString) {
        return new KustoTable(database, name, schema, physical, columns, newFolder, newDocString, mappings, policies);
    }

    KustoTable withMapping(String mapping, String json) {
        Map<String, String> all = new TreeMap<>(mappings);
        all.put(mapping, json);
        return new KustoTable(database, name, schema, physical, columns, folder, docString, all, policies);
    }

    /** This table without a mapping. */
    public KustoTable withoutMapping(String mapping) {
        Map<String, String> others = new TreeMap<>(mappings);
        others.remove(mapping);
        return new KustoTable(database, name, schema, physical, columns, folder, docString, others, policies);
    }

    KustoTable withPolicies(Map<String, JsonNode> all) {
        return new KustoTable(database, name, schema, physical, columns, folder, docString, mappings, all);
    }
}
