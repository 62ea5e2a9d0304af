package io.adxflow.emulator.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.engine.Column;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of Kusto's REST interface, versions 1 and 2. */
final class Replies {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Replies() {}

    /** {@code {"Tables": […]}}, the answer to commands and to v1 queries. */
    static ObjectNode v1(List<ResultTable> results) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode tables = root.putArray("Tables");
        for (ResultTable result : results) {
            v1(tables.addObject().put("TableName", "Table_" + (tables.size() - 1)), result);
        }
        return root;
    }

    private static void v1(ObjectNode table, ResultTable result) {
        ArrayNode columns = table.putArray("Columns");
        for (Column column : result.columns()) {
            columns.addObject()
                    .put("ColumnName", column.name())
                    .put("DataType", column.type().clr())
                    .put("ColumnType", column.type().csl());
        }
        rows(table.putArray("Rows"), result);
    }

    /** The frames of a v2 query. */
    static ArrayNode v2(List<ResultTable> results) {
        ArrayNode frames = JSON.createArrayNode();
        frames.addObject()
                .put("FrameType", "DataSetHeader")
                .put("IsProgressive", false)
                .put("Version", "v2.0");
        for (ResultTable result : results) {
            ObjectNode table = frames.addObject()
                    .put("FrameType", "DataTable")
                    .put("TableId", frames.size() - 1)
                    .put("TableKind", "PrimaryResult")
                    .put("TableName", "PrimaryResult");
            ArrayNode columns = table.putArray("Columns");
            for (Column column : result.columns()) {
                columns.addObject()
                        .put("ColumnName", column.name())
                        .put("ColumnType", column.type().csl());
            }
            rows(table.putArray("Rows"), result);
        }
        frames.addObject()
                .put("FrameType", "DataSetCompletion")
                .put("HasErrors", false)
                .put("Cancelled", false);
        return frames;
    }

    private static void rows(ArrayNode target, ResultTable result) {
        for (List<@Nullable Object> row : result.rows()) {
            ArrayNode values = target.addArray();
            row.forEach(values::addPOJO);
        }
    }

    /** The form of Kusto's errors. */
    static ObjectNode error(KustoException failure) {
        return error(failure.code(), String.valueOf(failure.getMessage()), failure.permanent());
    }

    static ObjectNode error(String code, String message, boolean permanent) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error")
                .put("code", code)
                .put("message", "Request is invalid and cannot be executed.")
                .put("@type", "Kusto.Data.Exceptions." + code)
                .put("@message", message)
                .put("@permanent", permanent);
        return root;
    }
}
