package io.adxflow.job.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * adx-mon's collector.toml as a pipeline file (adx-mon, cmd/collector/config/config.go, and how cmd/collector/main.go joins what is
 * global with what an endpoint says). Endpoints that say the same share a namespace; the first is {@code default}.
 */
final class CollectorToml {
    private static final Set<String> RULES = Set.of(
            "add-labels",
            "drop-labels",
            "drop-metrics",
            "keep-metrics",
            "keep-metrics-with-label-value",
            "default-drop-metrics");
    private static final Set<String> TOLD = Set.of(
            "prometheus-remote-write",
            "otel-metric",
            "otel-log",
            "listen-addr",
            "max-connections",
            "storage-dir",
            "max-disk-usage",
            "lift-labels",
            "lift-resources",
            "enable-pprof");
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry(
                    "endpoint",
                    "rows go to a destination: set monikers.<name>, kind kusto, and namespaces.<name>.monikers"),
            Map.entry(
                    "prometheus-scrape", "adxflow does not scrape: let Prometheus or an OpenTelemetry collector do it"),
            Map.entry("host-log", "adxflow reads no files: an OpenTelemetry collector does, and sends OTLP"),
            Map.entry("exporters", "let the sender send to both"),
            Map.entry("kubelet-discovery", "only scraping needs it"),
            Map.entry("kube-config", "only scraping needs it"),
            Map.entry("metadata-watch", "labels of Kubernetes are the sender's to add"),
            Map.entry("add-metadata-labels", "labels of Kubernetes are the sender's to add"),
            Map.entry(
                    "add-attributes",
                    "nothing adds attributes to every record; the sender may, as resource attributes"),
            Map.entry("lift-attributes", "the body is a column of its own, and its keys stay in it"),
            Map.entry("tls-key-file", "put a proxy before it, or see the options for TLS"),
            Map.entry("tls-cert-file", "put a proxy before it, or see the options for TLS"),
            Map.entry("disable-metrics-forwarding", "take the moniker out of namespaces.<name>.monikers"));

    private final JsonNode toml;
    private final Converted to = new Converted();

    private CollectorToml(JsonNode toml) {
        this.toml = toml;
    }

    static Converted convert(JsonNode toml) {
        CollectorToml converter = new CollectorToml(toml);
        converter.run();
        return converter.to;
    }

    private void run() {
        options();
        for (JsonNode endpoint : toml.path("prometheus-remote-write")) {
            endpoint("prometheus-remote-write", endpoint, false);
        }
        for (JsonNode endpoint : toml.path("otel-metric")) {
            endpoint("otel-metric", endpoint, true);
        }
        if (to.namespaces().isEmpty()) {
            rules(to.namespace("default"), MissingNode.getInstance(), true);
        }
        to.namespaces().values().forEach(this::lift);
        for (Map.Entry<String, JsonNode> entry : toml.properties()) {
            String key = entry.getKey();
            if (key.equals("otel-log")) {
                unknown("otel-log.", entry.getValue(), Set.of());
            } else if (!TOLD.contains(key) && !RULES.contains(key)) {
                to.withoutEqual(
                        key, REASONS.getOrDefault(key, "adxflow has nothing of the kind, or it is of no use there"));
            }
        }
    }

    private void options() {
        if (toml.has("listen-addr")) {
            String address = toml.get("listen-addr").asText();
            to.option("ingest.http", address.startsWith(":") ? "0.0.0.0" + address : address);
        }
        if (toml.has("max-connections")) {
            to.option("ingest.max-connections", toml.get("max-connections").asInt());
        }
        if (toml.has("storage-dir")) {
            to.option("storage.directory", toml.get("storage-dir").asText());
        }
        if (toml.has("max-disk-usage")) {
            to.option("storage.max-bytes", toml.get("max-disk-usage").asLong() + "b");
        }
    }

    private void endpoint(String section, JsonNode endpoint, boolean isOtlp) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("database", endpoint.path("database").asText("Metrics"));
        rules(keys, endpoint, isOtlp);
        String name = named(keys);
        String path = endpoint.path("path").asText(isOtlp ? "/v1/metrics" : "/receive");
        if (!name.equals("default")) {
            keys.put("monikers", List.of("local"));
            to.note(section + " " + path + " is namespace " + name + ": its senders' paths are /n/" + name
                    + (isOtlp ? "/v1/metrics" : "/receive"));
        } else if (!isOtlp
                && !Set.of("/api/v1/write", "/receive", "/remote_write").contains(path)) {
            to.note(section + " " + path + ": senders use /receive, /remote_write or /api/v1/write");
        }
        if (!to.namespaces().containsKey(name)) {
            to.namespace(name).putAll(keys);
        }
        if (!isOtlp && endpoint.has("add-labels")) {
            to.note(section + " " + path + ".add-labels is ignored by adx-mon, and is not here");
        }
        unknown(section + " " + path + ".", endpoint, Set.of("path", "database", "request-timeout-seconds"));
    }

    /** The namespace that says the same, or a name for a new one. */
    private String named(Map<String, Object> keys) {
        for (Map.Entry<String, Map<String, Object>> known : to.namespaces().entrySet()) {
            Map<String, Object> saying = new LinkedHashMap<>(known.getValue());
            saying.remove("monikers");
            if (saying.equals(keys)) {
                return known.getKey();
            }
        }
        if (to.namespaces().isEmpty()) {
            return "default";
        }
        String base =
                String.valueOf(keys.get("database")).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String name = base;
        for (int i = 2; to.namespaces().containsKey(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    private void unknown(String where, JsonNode section, Set<String> known) {
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            String key = entry.getKey();
            boolean isSaid = RULES.contains(key) || known.contains(key);
            boolean isNothing =
                    entry.getValue().isContainerNode() && entry.getValue().isEmpty();
            if (!isSaid && !isNothing) {
                to.withoutEqual(
                        where + key,
                        REASONS.getOrDefault(key, "adxflow has nothing of the kind, or it is of no use there"));
            }
        }
    }

    /** What is global and what the endpoint says, joined as adx-mon joins them. */
    private void rules(Map<String, Object> keys, JsonNode endpoint, boolean takesLabels) {
        JsonNode defaultDrop = endpoint.has("default-drop-metrics") ? endpoint : toml;
        if (defaultDrop.path("default-drop-metrics").asBoolean()) {
            keys.put("default-drop-metrics", true);
        }
        put(keys, "keep-metrics", union("keep-metrics", endpoint));
        put(keys, "drop-metrics", union("drop-metrics", endpoint));
        List<Map<String, String>> labels = new ArrayList<>();
        for (JsonNode from : List.of(toml, endpoint)) {
            for (JsonNode each : from.path("keep-metrics-with-label-value")) {
                labels.add(new TreeMap<>(Map.of(
                        "label-regex", each.path("label-regex").asText(),
                        "value-regex", each.path("value-regex").asText())));
            }
        }
        put(keys, "keep-metrics-with-label-value", labels);
        put(keys, "drop-labels", merged("drop-labels", List.of(toml, endpoint)));
        put(keys, "add-labels", merged("add-labels", takesLabels ? List.of(toml, endpoint) : List.of(toml)));
    }

    private List<String> union(String key, JsonNode endpoint) {
        Set<String> union = new TreeSet<>();
        List.of(toml, endpoint).forEach(from -> from.path(key).forEach(each -> union.add(each.asText())));
        return List.copyOf(union);
    }

    private static Map<String, String> merged(String key, List<JsonNode> from) {
        Map<String, String> merged = new TreeMap<>();
        for (JsonNode each : from) {
            each.path(key)
                    .properties()
                    .forEach(
                            entry -> merged.put(entry.getKey(), entry.getValue().asText()));
        }
        return merged;
    }

    private static void put(Map<String, Object> keys, String key, Object value) {
        boolean isEmpty = value instanceof Map<?, ?> map ? map.isEmpty() : Objects.equals(value, List.of());
        if (!isEmpty) {
            keys.put(key, value);
        }
    }

    private void lift(Map<String, Object> namespace) {
        for (String field : List.of("lift-labels", "lift-resources")) {
            Map<String, String> columns = new LinkedHashMap<>();
            for (JsonNode each : toml.path(field)) {
                columns.put(each.path("name").asText(), each.path("column").asText(""));
            }
            put(namespace, field, columns);
        }
    }
}
