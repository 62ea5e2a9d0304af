package io.adxflow.job.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The data flows of an Azure Monitor Data Collection Rule (its JSON, as {@code az monitor data-collection rule show} prints it) as a
 * pipeline file: a namespace per flow, whose {@code transformKql} is the transformation of its log records, as it is.
 */
final class DataCollectionRule {
    private final JsonNode properties;
    private final Converted to = new Converted();

    private DataCollectionRule(JsonNode properties) {
        this.properties = properties;
    }

    static Converted convert(JsonNode json) {
        DataCollectionRule converter = new DataCollectionRule(json.has("properties") ? json.get("properties") : json);
        converter.run();
        return converter.to;
    }

    private void run() {
        Map<String, String> databases = destinations();
        int number = 0;
        for (JsonNode flow : properties.path("dataFlows")) {
            flow("dataFlows[" + number++ + "]", flow, databases);
        }
        if (properties.path("dataSources").size() > 0) {
            to.withoutEqual(
                    "dataSources", "adxflow takes OTLP and remote write: an OpenTelemetry collector reads the sources");
        }
        if (properties.path("streamDeclarations").size() > 0) {
            to.note(
                    "streamDeclarations: a namespace's columns are those of its table; the transformation sees them as they are");
        }
    }

    /** Databases by the names of the destinations that adxflow can write to, which become monikers. */
    private Map<String, String> destinations() {
        Map<String, String> databases = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> kind : properties.path("destinations").properties()) {
            Iterable<JsonNode> all = kind.getValue().isArray() ? kind.getValue() : List.of(kind.getValue());
            for (JsonNode destination : all) {
                String name = destination.path("name").asText();
                if (kind.getKey().equals("azureDataExplorer")) {
                    Map<String, Object> keys = new LinkedHashMap<>();
                    keys.put("kind", "kusto");
                    keys.put(
                            "endpoint",
                            destination.path("ingestionUri").asText().replace("://ingest-", "://"));
                    to.moniker(moniker(name), keys);
                    databases.put(name, destination.path("databaseName").asText());
                } else {
                    to.withoutEqual(
                            "destinations." + kind.getKey() + " " + name,
                            "adxflow writes to Azure Data Explorer: name a moniker for it");
                }
            }
        }
        return databases;
    }

    private static String moniker(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private void flow(String where, JsonNode flow, Map<String, String> databases) {
        String output = flow.path("outputStream").asText("");
        String stream = output.isEmpty() ? flow.path("streams").path(0).asText("") : output;
        String table = stream.replaceFirst("^(Custom|Microsoft)-", "").replaceFirst("^Table-", "");
        Map<String, Object> keys = new LinkedHashMap<>();
        List<String> known = new ArrayList<>();
        for (JsonNode name : flow.path("destinations")) {
            if (databases.containsKey(name.asText())) {
                known.add(moniker(name.asText()));
                keys.putIfAbsent("database", databases.get(name.asText()));
            }
        }
        if (known.isEmpty()) {
            known.add("local");
            to.note(where + " has no destination of adxflow's: its namespace writes to moniker local");
        }
        keys.put("monikers", known);
        if (!table.isEmpty()) {
            keys.put("logs-table", table);
        }
        String kql = flow.path("transformKql").asText("").strip();
        if (!kql.isEmpty() && !kql.equals("source")) {
            keys.put("transform", Map.of("logs", kql));
        }
        if (flow.path("streams").size() > 1) {
            to.note(where + ": its streams " + flow.path("streams") + " share one namespace here");
        }
        String name = name(table);
        to.namespace(name).putAll(keys);
        to.note(where + " is namespace " + name + ": its senders' paths are /n/" + name + "/v1/logs");
        for (Map.Entry<String, JsonNode> entry : flow.properties()) {
            if (!List.of("streams", "destinations", "transformKql", "outputStream")
                    .contains(entry.getKey())) {
                to.withoutEqual(where + "." + entry.getKey(), "adxflow has nothing of the kind");
            }
        }
    }

    private String name(String table) {
        String base =
                table.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String name = base.isEmpty() ? "flow" : base;
        for (int i = 2; to.namespaces().containsKey(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
