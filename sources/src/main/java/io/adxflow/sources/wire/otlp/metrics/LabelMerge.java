package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes labels of attributes whose names meet, without losing a value.
 *
 * <ul>
 *   <li>Attributes that become the same label have their values joined by {@code ;} in the order of their keys (OpenTelemetry
 *       specification, "Prometheus and OpenMetrics Compatibility", section "Metric Attributes").
 *   <li>A label that is fixed (the metric's name, {@code le}, those of resource and scope) stays; the attribute of that name
 *       becomes {@code exported_<name>}, as Prometheus names a target's labels that meet its own, unless it says the same.
 * </ul>
 */
final class LabelMerge {
    static final String EXPORTED = "exported_";

    private final Scratch name;

    LabelMerge(Scratch name) {
        this.name = name;
    }

    /**
     * Merges; texts are ISO 8859-1 as in {@link Attribute}.
     *
     * @param fixed labels by name; without a value they are only kept free
     * @return fixed labels with their values, then those of the attributes
     */
    Map<String, String> merge(Map<String, @Nullable String> fixed, List<Attribute> attributes, MetricNaming naming)
            throws RefusedException {
        List<Attribute> sorted = new ArrayList<>(attributes);
        sorted.sort(Comparator.comparing(Attribute::key));
        Map<String, StringBuilder> joined = new LinkedHashMap<>();
        for (Attribute attribute : sorted) {
            StringBuilder value = joined.get(label(attribute.key(), naming));
            if (value == null) {
                joined.put(label(attribute.key(), naming), new StringBuilder(attribute.value()));
            } else {
                value.append(';').append(attribute.value());
            }
        }
        Map<String, String> labels = new LinkedHashMap<>();
        fixed.forEach((fixedName, value) -> {
            if (value != null) {
                labels.put(fixedName, value);
            }
        });
        joined.forEach((label, text) -> {
            String value = text.toString();
            String free = label;
            if (fixed.containsKey(label)) {
                if (value.equals(fixed.get(label))) {
                    return;
                }
                do {
                    free = EXPORTED + free;
                } while (fixed.containsKey(free) || joined.containsKey(free));
            }
            labels.put(free, value);
        });
        return labels;
    }

    private String label(String key, MetricNaming naming) throws RefusedException {
        byte[] bytes = key.getBytes(ISO_8859_1);
        LabelNames.write(bytes, 0, bytes.length, naming, name);
        return new String(name.bytes, 0, name.length, ISO_8859_1);
    }
}
