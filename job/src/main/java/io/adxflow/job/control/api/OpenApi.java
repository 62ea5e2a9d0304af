package io.adxflow.job.control.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The description of the control API in the form of OpenAPI 3.1. */
final class OpenApi {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> ANSWERS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "200",
                    "As asked, or done: in a completed checkpoint, and applied by every reader before its next request."),
            Map.entry("201", "The same, of an entry that is new."),
            Map.entry("202", "The order is there for the job; ask for it to know what became of it."),
            Map.entry("400", "The body cannot be read."),
            Map.entry("401", "A token is needed, and this is none that is good."),
            Map.entry("403", "It may not do this, or is revoked."),
            Map.entry("404", "It is not there."),
            Map.entry("409", "control.source is file: the file rules. Of an order: it is another one, or taken up."),
            Map.entry("412", "Somebody else was first; ETag says what is in force."),
            Map.entry("422", "The document is wrong; problems lists everything."),
            Map.entry("428", "If-Match is missing."),
            Map.entry("503", "Not now: to be repeated with the same If-Match and Idempotency-Key.")));

    private OpenApi() {}

    /** What can be asked: path, method, what for, statuses. */
    record Operation(String path, String method, String summary, List<String> statuses) {}

    static List<Operation> operations() {
        List<String> change = List.of("200", "201", "400", "409", "412", "422", "428", "503");
        return List.of(
                new Operation("/api/v1/pipeline", "get", "The document in force.", List.of("200", "503")),
                new Operation("/api/v1/pipeline", "put", "Replaces the document.", change),
                new Operation("/api/v1/{section}", "get", "A section of it.", List.of("200", "503")),
                new Operation("/api/v1/{section}/{name}", "get", "An entry.", List.of("200", "404", "503")),
                new Operation("/api/v1/{section}/{name}", "put", "Sets an entry.", change),
                new Operation(
                        "/api/v1/{section}/{name}",
                        "delete",
                        "Removes an entry. Of a moniker, undelivered says what becomes of its batches.",
                        List.of("200", "404", "409", "412", "422", "428", "503")),
                new Operation(
                        "/api/v1/validate",
                        "post",
                        "Says what is wrong with a document.",
                        List.of("200", "422", "503")),
                new Operation("/api/v1/versions", "get", "The history, newest first.", List.of("200", "503")),
                new Operation(
                        "/api/v1/versions/{name}", "get", "A version and its document.", List.of("200", "404", "503")),
                new Operation(
                        "/api/v1/schemas",
                        "get",
                        "Tables with the number of their newest version; database chooses those of one.",
                        List.of("200", "503")),
                new Operation(
                        "/api/v1/schemas/{database}/{table}",
                        "get",
                        "Columns of a table and what senders said of it, now or as of version.",
                        List.of("200", "404", "503")),
                new Operation(
                        "/api/v1/schemas/{database}/{table}",
                        "post",
                        "Says of a table which columns it will have, and what it is; names are kept for these columns.",
                        List.of("200", "400", "422", "503")),
                new Operation(
                        "/api/v1/parked",
                        "get",
                        "What waits for its destination, by moniker and database, and why.",
                        List.of("200", "503")),
                new Operation(
                        "/api/v1/parked/{moniker}/{database}",
                        "get",
                        "What waits for one database of a moniker.",
                        List.of("200", "404", "503")),
                new Operation(
                        "/api/v1/parked/orders/{order}",
                        "put",
                        "Orders parked batches of a database to be tried again now (action retry), delivered to another database"
                                + " or by another moniker (move, to-database, to-moniker), or forgotten (drop, with yes: true). Given once, however often it is sent.",
                        List.of("202", "409", "422", "503")),
                new Operation(
                        "/api/v1/parked/orders/{order}",
                        "get",
                        "What became of an order, for a day.",
                        List.of("200", "404", "503")),
                new Operation(
                        "/api/v1/parked/orders/{order}",
                        "delete",
                        "Takes an order back that the job has not taken up.",
                        List.of("200", "404", "409", "503")),
                new Operation("/api/v1/openapi.json", "get", "This description.", List.of("200")),
                new Operation(
                        "/api/v1/handshake",
                        "post",
                        "An agent says who it is, and gets where to send, a token and its configuration.",
                        List.of("200", "400", "401", "403", "404", "409", "422", "503")),
                new Operation("/api/v1/agents", "get", "Agents that this process has seen.", List.of("200", "503")),
                new Operation(
                        "/api/v1/agents/{namespace}/{agent}/effective-config",
                        "get",
                        "What an agent of OpAMP runs with, by its own word.",
                        List.of("200", "404")),
                new Operation(
                        "/api/v1/agents/{namespace}/{agent}/revoke",
                        "post",
                        "Refuses an agent from now on.",
                        List.of("200", "404", "409", "422", "503")),
                new Operation(
                        "/api/v1/enrolments",
                        "post",
                        "A token for agents to shake hands with.",
                        List.of("200", "400", "422", "503")));
    }

    static String text() {
        ObjectNode root = JSON.createObjectNode().put("openapi", "3.1.0");
        root.putObject("info").put("title", "adxflow control API").put("version", "1");
        ObjectNode paths = root.putObject("paths");
        for (Operation operation : operations()) {
            ObjectNode described = paths.withObjectProperty(operation.path())
                    .putObject(operation.method())
                    .put("summary", operation.summary());
            parameters(operation, described);
            ObjectNode responses = described.putObject("responses");
            for (String status : operation.statuses()) {
                responses.putObject(status).put("description", ANSWERS.get(status));
            }
        }
        return DocumentTree.json(root);
    }

    private static void parameters(Operation operation, ObjectNode described) {
        boolean isOrder = operation.path().contains("{order}");
        boolean changes = !isOrder
                && (operation.method().equals("put") || operation.method().equals("delete"));
        if (operation.path().contains("{section}")) {
            ObjectNode section = parameter(described, "section", "path", true);
            section.withObjectProperty("schema")
                    .putArray("enum")
                    .add("monikers")
                    .add("namespaces")
                    .add("subscriptions")
                    .add("senders")
                    .add("limits");
        }
        for (String name : List.of("name", "namespace", "agent", "database", "table", "moniker", "order")) {
            if (operation.path().contains("{" + name + "}")) {
                parameter(described, name, "path", true);
            }
        }
        if (changes) {
            parameter(described, "If-Match", "header", false);
            parameter(described, "Idempotency-Key", "header", false);
            parameter(described, "dry-run", "query", false);
        }
        if (operation.method().equals("get") && operation.path().equals("/api/v1/schemas")) {
            parameter(described, "database", "query", false);
        }
        if (operation.method().equals("get") && operation.path().contains("{table}")) {
            parameter(described, "version", "query", false);
        }
        if (operation.path().equals("/api/v1/parked")) {
            parameter(described, "moniker", "query", false);
            parameter(described, "database", "query", false);
        }
        if (changes && operation.method().equals("delete")) {
            parameter(described, "undelivered", "query", false);
        }
        if (operation.method().equals("put") || operation.method().equals("post")) {
            ObjectNode content =
                    described.putObject("requestBody").put("required", true).putObject("content");
            for (String type : List.of("application/json", "application/yaml")) {
                content.putObject(type).putObject("schema").put("type", "object");
            }
        }
    }

    private static ObjectNode parameter(ObjectNode described, String name, String in, boolean required) {
        ObjectNode parameter = described.withArrayProperty("parameters").addObject();
        parameter.put("name", name).put("in", in).put("required", required);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }
}
