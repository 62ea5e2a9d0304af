package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import io.adxflow.kql.types.KqlType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a command shows.
 *
 * @param columns name and type, joined by a colon; a name alone is a {@code string}
 * @param rows values of the columns: text, numbers, booleans, nulls
 */
record ShowResult(List<String> columns, List<List<@Nullable Object>> rows) {

    /** As both paths of version 1 answer it: one table. */
    void writeV1(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("Tables");
        json.writeStartObject();
        json.writeStringField("TableName", "Table_0");
        writeColumns(true, json);
        writeRows(json);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /** As frames. */
    void writeV2(JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeStartObject();
        json.writeStringField("FrameType", "DataSetHeader");
        json.writeBooleanField("IsProgressive", false);
        json.writeStringField("Version", "v2.0");
        json.writeEndObject();
        json.writeStartObject();
        json.writeStringField("FrameType", "DataTable");
        json.writeNumberField("TableId", 0);
        json.writeStringField("TableKind", "PrimaryResult");
        json.writeStringField("TableName", "PrimaryResult");
        writeColumns(false, json);
        writeRows(json);
        json.writeEndObject();
        json.writeStartObject();
        json.writeStringField("FrameType", "DataSetCompletion");
        json.writeBooleanField("HasErrors", false);
        json.writeBooleanField("Cancelled", false);
        json.writeEndObject();
        json.writeEndArray();
    }

    /** The rows as KQL ({@code datatable}), for operators to follow. */
    String asQuery() {
        StringBuilder text = new StringBuilder("datatable(");
        for (int i = 0; i < columns.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(name(columns.get(i)))
                    .append(':')
                    .append(type(columns.get(i)).keyword());
        }
        text.append(")[");
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                KqlType type = type(columns.get(i));
                Object value = row.get(i);
                text.append(type == KqlType.STRING ? quoted(value) : type.keyword() + '(' + value + ')')
                        .append(", ");
            }
            text.append('\n');
        }
        return text.append(']').toString();
    }

    private static String quoted(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    private static String name(String column) {
        int colon = column.indexOf(':');
        return colon < 0 ? column : column.substring(0, colon);
    }

    private static KqlType type(String column) {
        int colon = column.indexOf(':');
        return colon < 0
                ? KqlType.STRING
                : Objects.requireNonNull(KqlType.ofKeyword(column.substring(colon + 1)), column);
    }

    private void writeColumns(boolean withDataType, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("Columns");
        for (String column : columns) {
            KqlType type = type(column);
            json.writeStartObject();
            json.writeStringField("ColumnName", name(column));
            if (withDataType) {
                json.writeStringField("DataType", Cells.dataType(type));
            }
            json.writeStringField("ColumnType", type.keyword());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRows(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("Rows");
        for (List<@Nullable Object> row : rows) {
            json.writeStartArray();
            for (Object value : row) {
                json.writeObject(value);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
