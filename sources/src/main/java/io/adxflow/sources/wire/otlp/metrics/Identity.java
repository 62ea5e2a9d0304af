package io.adxflow.sources.wire.otlp.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource's attributes say of its series (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility",
 * section "Resource Attributes"): {@code job} is {@code service.namespace/service.name}, {@code instance} is
 * {@code service.instance.id}.
 *
 * @param labels {@code job} and {@code instance}, those that there are
 * @param promoted attributes that become labels of every series: those of the rules, or all when neither job nor instance would
 *     tell the series of this resource from those of another
 * @param others attributes that are in neither label, for {@code target_info}
 */
record Identity(Map<String, @Nullable String> labels, List<Attribute> promoted, List<Attribute> others) {
    private static final String NAME = "service.name";
    private static final String NAMESPACE = "service.namespace";
    private static final String INSTANCE = "service.instance.id";

    static final Identity NONE = new Identity(Map.of(), List.of(), List.of());

    static Identity of(List<Attribute> attributes, List<String> promote) {
        String name = value(attributes, NAME);
        String namespace = value(attributes, NAMESPACE);
        String instance = value(attributes, INSTANCE);
        Map<String, @Nullable String> labels = new LinkedHashMap<>();
        if (!name.isEmpty()) {
            labels.put("job", namespace.isEmpty() ? name : namespace + "/" + name);
        }
        if (!instance.isEmpty()) {
            labels.put("instance", instance);
        }
        List<Attribute> others = new ArrayList<>();
        List<Attribute> promoted = new ArrayList<>();
        boolean all = labels.isEmpty() || promote.contains(OtlpMetricRules.ALL);
        for (Attribute attribute : attributes) {
            boolean identifies =
                    switch (attribute.key()) {
                        case NAME, NAMESPACE -> !name.isEmpty();
                        case INSTANCE -> true;
                        default -> false;
                    };
            if (!identifies) {
                others.add(attribute);
            }
            if (all ? !identifies : promote.contains(attribute.key())) {
                promoted.add(attribute);
            }
        }
        return new Identity(labels, promoted, others);
    }

    private static String value(List<Attribute> attributes, String key) {
        for (Attribute attribute : attributes) {
            if (attribute.key().equals(key)) {
                return attribute.value();
            }
        }
        return "";
    }
}
