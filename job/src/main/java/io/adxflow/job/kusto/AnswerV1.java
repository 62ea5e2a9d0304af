package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Version 1 of a query's results: {@code {"Tables": […]}}, of which the last three tell of the others. */
final class AnswerV1 implements Answer {
    private static final String NO_GUID = new UUID(0, 0).toString();

    private final List<String> names = new ArrayList<>();
    private List<@Nullable RenderInfo> renders = List.of();
    private @Nullable KqlException failure;

    @Override
    public void begin(List<@Nullable RenderInfo> tables, JsonGenerator json) throws IOException {
        renders = tables;
        json.writeStartObject();
        json.writeArrayFieldStart("Tables");
    }

    @Override
    public void beginTable(ResultTable table, JsonGenerator json) throws IOException {
        String name = table.name();
        json.writeStartObject();
        json.writeStringField("TableName", "Table_" + names.size());
        names.add(name == null ? "PrimaryResult" : name);
        json.writeArrayFieldStart("Columns");
        for (Column column : table.schema().columns()) {
            column(column.name(), Cells.dataType(column.type()), column.type().keyword(), json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Rows");
    }

    @Override
    public void endTable(@Nullable KqlException missing, JsonGenerator json) throws IOException {
        if (missing != null) {
            failure = missing;
            json.writeStartObject();
            json.writeArrayFieldStart("Exceptions");
            json.writeString(KustoErrors.partial(missing.problem()));
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A table of which nothing is there but why. */
    @Override
    public void failed(KqlException missing, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("TableName", "Table_" + names.size());
        names.add("PrimaryResult");
        json.writeArrayFieldStart("Columns");
        json.writeEndArray();
        json.writeArrayFieldStart("Rows");
        endTable(missing, json);
    }

    @Override
    public void end(QueryIdentity query, JsonGenerator json) throws IOException {
        table("@ExtendedProperties", List.of("Value:String:string"), properties(), json);
        table(
                "QueryStatus",
                List.of(
                        "Timestamp:DateTime:datetime",
                        "Severity:Int32:int",
                        "SeverityName:String:string",
                        "StatusCode:Int32:int",
                        "StatusDescription:String:string",
                        "Count:Int32:int",
                        "RequestId:Guid:guid",
                        "ActivityId:Guid:guid",
                        "SubActivityId:Guid:guid",
                        "ClientActivityId:String:string"),
                status(query),
                json);
        table(
                "TableOfContents",
                List.of(
                        "Ordinal:Int64:long",
                        "Kind:String:string",
                        "Name:String:string",
                        "Id:String:string",
                        "PrettyName:String:string"),
                contents(),
                json);
        json.writeEndArray();
        json.writeEndObject();
    }

    private List<List<Object>> properties() {
        List<List<Object>> rows = new ArrayList<>();
        renders.forEach(render -> rows.add(List.of(Visualization.of(render))));
        return rows;
    }

    private List<List<Object>> status(QueryIdentity query) {
        String what = failure == null ? "Query completed successfully" : KustoErrors.partial(failure.problem());
        List<Object> ids = List.of(query.activityId(), query.activityId(), query.activityId(), query.clientRequestId());
        List<Object> completed = new ArrayList<>(List.of(
                query.began(),
                failure == null ? 4 : 2,
                failure == null ? "Info" : "Error",
                failure == null ? 0 : -1,
                what,
                1));
        completed.addAll(ids);
        List<Object> stats = new ArrayList<>(
                List.of(query.began(), 6, "Stats", 0, "{\"ExecutionTime\":" + query.seconds() + "}", 1));
        stats.addAll(ids);
        return List.of(completed, stats);
    }

    private List<List<Object>> contents() {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            rows.add(List.of(i, "QueryResult", names.get(i), UUID.randomUUID().toString(), ""));
        }
        rows.add(List.of(
                names.size(),
                "QueryProperties",
                "@ExtendedProperties",
                UUID.randomUUID().toString(),
                ""));
        rows.add(List.of(names.size() + 1, "QueryStatus", "QueryStatus", NO_GUID, ""));
        return rows;
    }

    /** @param columns name, .NET name and name of the type, joined by colons */
    private void table(String name, List<String> columns, List<List<Object>> rows, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("TableName", "Table_" + (names.size() + extra(name)));
        json.writeArrayFieldStart("Columns");
        for (String column : columns) {
            String[] parts = column.split(":", -1);
            column(parts[0], parts[1], parts[2], json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Rows");
        for (List<Object> row : rows) {
            json.writeStartArray();
            for (Object value : row) {
                json.writeObject(value);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static int extra(String name) {
        return List.of("@ExtendedProperties", "QueryStatus", "TableOfContents").indexOf(name);
    }

    private static void column(String name, String dataType, String type, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ColumnName", name);
        json.writeStringField("DataType", dataType);
        json.writeStringField("ColumnType", type);
        json.writeEndObject();
    }
}
