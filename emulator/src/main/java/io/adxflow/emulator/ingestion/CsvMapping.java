package io.adxflow.emulator.ingestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.engine.Column;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which field of a record each column of a table takes.
 *
 * @param ordinals by column of the table: the field's position, or -1 for none
 * @param constants by column of the table: a value for every row, or null
 * @param width how many fields a record should have
 */
public record CsvMapping(int[] ordinals, @Nullable String[] constants, int width) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fields in the order of the columns. */
    static CsvMapping inOrder(KustoTable table) {
        int[] ordinals = new int[table.columns().size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = i;
        }
        return new CsvMapping(ordinals, new String[ordinals.length], ordinals.length);
    }

    /**
     * Reads the JSON of a CSV mapping, in the spellings of the documents and of the SDKs.
     *
     * @throws KustoException when it is no mapping, or names a column that the table lacks
     */
    public static CsvMapping parse(String json, KustoTable table) throws KustoException {
        JsonNode entries;
        try {
            entries = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new KustoException(
                    "BadRequest_InvalidCsvMapping", "The mapping is not JSON: " + e.getOriginalMessage());
        }
        if (!entries.isArray() || entries.isEmpty()) {
            throw new KustoException("BadRequest_InvalidCsvMapping", "The mapping is no list of columns: " + json);
        }
        int[] ordinals = new int[table.columns().size()];
        Arrays.fill(ordinals, -1);
        @Nullable String[] constants = new String[ordinals.length];
        int width = 0;
        for (JsonNode entry : entries) {
            String name = text(entry, "column", "columnname", "name");
            int at = indexOf(table.columns(), name);
            if (at < 0) {
                throw new KustoException(
                        "BadRequest_InconsistentMapping",
                        "The mapping names column '" + name + "', which table '" + table.name() + "' lacks");
            }
            JsonNode properties = member(entry, "properties");
            JsonNode from = properties == null ? entry : properties;
            constants[at] = text(from, "constvalue", "constantvalue");
            String ordinal = text(from, "ordinal");
            if (ordinal != null) {
                ordinals[at] = Integer.parseInt(ordinal);
                width = Math.max(width, ordinals[at] + 1);
            } else if (constants[at] == null) {
                throw new KustoException(
                        "BadRequest_InvalidCsvMapping", "Column '" + name + "' has neither an ordinal nor a constant");
            }
        }
        return new CsvMapping(ordinals, constants, width);
    }

    private static int indexOf(List<Column> columns, @Nullable String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String text(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = member(object, name);
            if (value != null && !value.isNull()) {
                return value.asText();
            }
        }
        return null;
    }

    private static @Nullable JsonNode member(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().equalsIgnoreCase(name)) {
                return member.getValue();
            }
        }
        return null;
    }
}
