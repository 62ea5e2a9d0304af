package io.adxflow.job.listen;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.nio.charset.StandardCharsets;

/** Writes objects of JSON as rows: each column is what its name says in the object, or else nothing. One thread. */
public final class JsonCells {
    private final TableSchema schema;

    /** @throws IllegalArgumentException when it is none */
    public JsonCells(String schema) {
        this.schema = TableSchema.parse(schema);
    }

    String schema() {
        return schema.text();
    }

    /** Appends a row with its line feed. */
    public void write(JsonNode object, ByteBuilder to) {
        String separator = "";
        for (Column column : schema.columns()) {
            to.putAscii(separator);
            separator = ",";
            JsonNode value = object.path(column.name());
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            // A dynamic value is JSON; text in one that is JSON already, as our own events have it, stays as it is.
            String text =
                    value.isTextual() || (value.isValueNode() && !column.type().equals("dynamic"))
                            ? value.asText()
                            : value.toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            CsvText.appendString(bytes, 0, bytes.length, to);
        }
        to.put('\n');
    }
}
