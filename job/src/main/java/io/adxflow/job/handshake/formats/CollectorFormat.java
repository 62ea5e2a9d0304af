package io.adxflow.job.handshake.formats;

import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.handshake.HandshakeGrant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An OpenTelemetry Collector's exporter to the main listener, and what sends through it: unless others are given, an OTLP receiver on
 * this host's usual ports and a pipeline per signal.
 */
public final class CollectorFormat implements AgentFormat {
    /** By which pipelines name the exporter. The type's newer name, {@code otlp_http}, is unknown to Collectors before 0.146. */
    public static final String EXPORTER = "otlphttp/adxflow";

    private static final String RECEIVER = "otlp/adxflow";
    private static final String RESOURCE = "resource/adxflow";

    @Override
    public String name() {
        return "otel-collector";
    }

    @Override
    public String contentType() {
        return "application/yaml";
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        return YamlText.of(tree(grant, tokenFile, Map.of()));
    }

    /**
     * The configuration as maps.
     *
     * @param given the rest of it, with its pipelines; when empty, the usual one
     */
    public static Map<String, Object> tree(HandshakeGrant grant, String tokenFile, Map<String, Object> given) {
        Map<String, Object> exporter = new LinkedHashMap<>();
        exporter.put("endpoint", grant.endpoints().otlpHttp());
        if (tokenFile.isEmpty()) {
            exporter.put("headers", Map.of("Authorization", "Bearer " + grant.token()));
        } else {
            exporter.put("auth", Map.of("authenticator", "bearertokenauth/adxflow"));
        }
        Map<String, Object> root = new LinkedHashMap<>(given.isEmpty() ? usual(grant) : given);
        Map<String, Object> exporters = section(root, "exporters");
        exporters.put(EXPORTER, exporter);
        root.put("exporters", exporters);
        if (!tokenFile.isEmpty()) {
            Map<String, Object> extensions = section(root, "extensions");
            extensions.put("bearertokenauth/adxflow", Map.of("filename", tokenFile));
            root.put("extensions", extensions);
            Map<String, Object> service = section(root, "service");
            TreeSet<String> enabled = new TreeSet<>();
            if (service.get("extensions") instanceof List<?> list) {
                list.forEach(one -> enabled.add(String.valueOf(one)));
            }
            enabled.add("bearertokenauth/adxflow");
            service.put("extensions", List.copyOf(enabled));
            root.put("service", service);
        }
        return root;
    }

    private static Map<String, Object> section(Map<String, Object> root, String name) {
        Map<String, Object> section = new LinkedHashMap<>();
        if (root.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> section.put(String.valueOf(key), value));
        }
        return section;
    }

    private static Map<String, Object> usual(HandshakeGrant grant) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put(
                "receivers",
                Map.of(
                        RECEIVER,
                        Map.of(
                                "protocols",
                                new TreeMap<>(Map.of(
                                        "grpc", Map.of("endpoint", "127.0.0.1:4317"),
                                        "http", Map.of("endpoint", "127.0.0.1:4318"))))));
        if (!grant.labels().isEmpty()) {
            List<Map<String, String>> attributes = grant.labels().entrySet().stream()
                    .map(label -> (Map<String, String>)
                            new TreeMap<>(Map.of("action", "upsert", "key", label.getKey(), "value", label.getValue())))
                    .toList();
            root.put("processors", Map.of(RESOURCE, Map.of("attributes", attributes)));
        }
        Map<String, Object> pipelines = new TreeMap<>();
        for (Signal signal : grant.signals()) {
            Map<String, Object> pipeline = new TreeMap<>();
            pipeline.put("receivers", List.of(RECEIVER));
            pipeline.put("exporters", List.of(EXPORTER));
            if (!grant.labels().isEmpty()) {
                pipeline.put("processors", List.of(RESOURCE));
            }
            pipelines.put(signal.text(), pipeline);
        }
        root.put("service", Map.of("pipelines", pipelines));
        return root;
    }
}
