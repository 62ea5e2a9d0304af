package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Version 2 of a query's results: frames, each table a whole one. */
final class AnswerV2 implements Answer {
    private static final String NO_GUID = new UUID(0, 0).toString();

    private int tables;
    private @Nullable KqlException failure;

    @Override
    public void begin(List<@Nullable RenderInfo> renders, JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeStartObject();
        json.writeStringField("FrameType", "DataSetHeader");
        json.writeBooleanField("IsProgressive", false);
        json.writeStringField("Version", "v2.0");
        json.writeEndObject();
        beginFrame(
                "QueryProperties", "@ExtendedProperties", List.of("TableId:int", "Key:string", "Value:dynamic"), json);
        for (int i = 0; i < renders.size(); i++) {
            row(List.of(i + 1, "Visualization", Visualization.of(renders.get(i))), json);
        }
        endFrame(json);
    }

    @Override
    public void beginTable(ResultTable table, JsonGenerator json) throws IOException {
        String name = table.name();
        List<String> columns = table.schema().columns().stream()
                .map((Column column) -> column.name() + ':' + column.type().keyword())
                .toList();
        beginFrame("PrimaryResult", name == null ? "PrimaryResult" : name, columns, json);
    }

    @Override
    public void endTable(@Nullable KqlException missing, JsonGenerator json) throws IOException {
        if (missing != null) {
            failure = missing;
        }
        endFrame(json);
    }

    @Override
    public void failed(KqlException missing, JsonGenerator json) {
        failure = missing;
    }

    @Override
    public void end(QueryIdentity query, JsonGenerator json) throws IOException {
        beginFrame(
                "QueryCompletionInformation",
                "QueryCompletionInformation",
                List.of(
                        "Timestamp:datetime",
                        "ClientRequestId:string",
                        "ActivityId:guid",
                        "SubActivityId:guid",
                        "ParentActivityId:guid",
                        "Level:int",
                        "LevelName:string",
                        "StatusCode:int",
                        "StatusCodeName:string",
                        "EventType:int",
                        "EventTypeName:string",
                        "Payload:string"),
                json);
        boolean ok = failure == null;
        info(
                query,
                ok ? 4 : 2,
                ok ? "Info" : "Error",
                ok ? 0 : -1,
                ok ? "S_OK (0)" : "E_FAIL (-1)",
                4,
                "QueryInfo",
                ok
                        ? "{\"Count\":1,\"Text\":\"Query completed successfully\"}"
                        : "{\"Count\":1,\"Text\":\"Query failed\"}",
                json);
        info(
                query,
                6,
                "Stats",
                0,
                "S_OK (0)",
                0,
                "QueryResourceConsumption",
                "{\"ExecutionTime\":" + query.seconds() + "}",
                json);
        endFrame(json);
        json.writeStartObject();
        json.writeStringField("FrameType", "DataSetCompletion");
        json.writeBooleanField("HasErrors", !ok);
        json.writeBooleanField("Cancelled", false);
        if (failure != null) {
            json.writeArrayFieldStart("OneApiErrors");
            json.writeRawValue(KustoErrors.json(failure.problem(), "", query.clientRequestId(), query.activityId()));
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void info(
            QueryIdentity query,
            int level,
            String levelName,
            int status,
            String statusName,
            int event,
            String eventName,
            String payload,
            JsonGenerator json)
            throws IOException {
        row(
                List.of(
                        query.began(),
                        query.clientRequestId(),
                        query.activityId(),
                        query.activityId(),
                        NO_GUID,
                        level,
                        levelName,
                        status,
                        statusName,
                        event,
                        eventName,
                        payload),
                json);
    }

    /** @param columns name and type, joined by the last colon */
    private void beginFrame(String kind, String name, List<String> columns, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("FrameType", "DataTable");
        json.writeNumberField("TableId", tables++);
        json.writeStringField("TableKind", kind);
        json.writeStringField("TableName", name);
        json.writeArrayFieldStart("Columns");
        for (String column : columns) {
            int colon = column.lastIndexOf(':');
            json.writeStartObject();
            json.writeStringField("ColumnName", column.substring(0, colon));
            json.writeStringField("ColumnType", column.substring(colon + 1));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Rows");
    }

    private static void endFrame(JsonGenerator json) throws IOException {
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void row(List<Object> values, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (Object value : values) {
            json.writeObject(value);
        }
        json.writeEndArray();
    }
}
