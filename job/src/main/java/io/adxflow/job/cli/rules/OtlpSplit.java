package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cuts an OTLP/JSON request of logs or spans into requests of one record each, with its resource and scope. */
enum OtlpSplit {
    LOGS("resourceLogs", "scopeLogs", "logRecords"),
    SPANS("resourceSpans", "scopeSpans", "spans");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String resources;
    private final String scopes;
    private final String records;

    OtlpSplit(String resources, String scopes, String records) {
        this.resources = resources;
        this.scopes = scopes;
        this.records = records;
    }

    List<byte[]> split(JsonNode request) {
        List<byte[]> single = new ArrayList<>();
        for (JsonNode resource : request.path(resources)) {
            for (JsonNode scope : resource.path(scopes)) {
                for (JsonNode record : scope.path(records)) {
                    ObjectNode root = JSON.createObjectNode();
                    root.set(resources, only(resource, scopes, only(scope, records, record)));
                    single.add(root.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return single;
    }

    /** The owner with nothing but this one of what it has; as a list. */
    private static ArrayNode only(JsonNode owner, String list, JsonNode one) {
        ObjectNode copy = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : owner.properties()) {
            if (!field.getKey().equals(list)) {
                copy.set(field.getKey(), field.getValue());
            }
        }
        copy.set(list, one instanceof ArrayNode ? one : JSON.createArrayNode().add(one));
        return JSON.createArrayNode().add(copy);
    }
}
