package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels that all points of one scope share: {@code job}, {@code instance}, {@code otel_scope_name}, {@code _version},
 * {@code _schema_url}, {@code otel_scope_<attribute>}, and the promoted resource attributes. Where these meet, the earlier stays
 * and the later is {@code exported_…}. What is empty is left out.
 */
final class ScopeLabels {
    private static final int NAME = (1 << 3) | 2;
    private static final int VERSION = (2 << 3) | 2;
    private static final int ATTRIBUTES = (3 << 3) | 2;
    private static final String PREFIX = "otel_scope_";
    /** There are fifteen that mean something; a temporality may be any number. */
    private static final int MAX_KINDS = 64;

    private final AttributeReader attributes;
    private final LabelMerge merge;
    private final Map<String, Map<String, @Nullable String>> ofMetrics = new HashMap<>();

    private Map<String, String> labels = Map.of();
    private @Nullable String problem;

    ScopeLabels(AttributeReader attributes, LabelMerge merge) {
        this.attributes = attributes;
        this.merge = merge;
    }

    /** Why no point of the scope can be a row, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    void refuse(String why) {
        problem = why;
    }

    /**
     * Reads a scope.
     *
     * @param scopeStart where {@code InstrumentationScope} lies; start and end are the same when there is none
     * @param schemaUrl of the scope, ISO 8859-1 as in {@link Attribute}
     */
    void read(
            ProtoReader reader,
            int scopeStart,
            int scopeEnd,
            String schemaUrl,
            Identity resource,
            OtlpMetricRules rules)
            throws MalformedBodyException {
        ofMetrics.clear();
        labels = Map.of();
        problem = null;
        try {
            Map<String, @Nullable String> fixed = new LinkedHashMap<>(resource.labels());
            if (rules.scopeLabels()) {
                List<Attribute> scope = ofScope(reader, scopeStart, scopeEnd, schemaUrl);
                fixed = new LinkedHashMap<>(merge.merge(fixed, scope, rules.names()));
            }
            labels = merge.merge(fixed, resource.promoted(), rules.names());
        } catch (RefusedException e) {
            problem = "its resource or scope: " + e.getMessage();
        }
    }

    private List<Attribute> ofScope(ProtoReader reader, int start, int end, String schemaUrl)
            throws MalformedBodyException, RefusedException {
        List<Attribute> scope = new ArrayList<>();
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == NAME || tag == VERSION) {
                int size = reader.length();
                attributes.check(size);
                put(
                        scope,
                        tag == NAME ? "name" : "version",
                        new String(reader.bytes, reader.position, size, ISO_8859_1));
                reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(position, limit);
        put(scope, "schema_url", schemaUrl);
        for (Attribute attribute : attributes.all(reader, start, end, ATTRIBUTES)) {
            put(scope, attribute.key(), attribute.value());
        }
        return scope;
    }

    private static void put(List<Attribute> scope, String name, String value) {
        if (!value.isEmpty()) {
            scope.add(new Attribute(PREFIX + name, value));
        }
    }

    /** With what a metric adds: names that its series need themselves, and its temporality. */
    Map<String, @Nullable String> of(PointKind kind, @Nullable String temporality) {
        String key = kind + "/" + temporality;
        Map<String, @Nullable String> common = ofMetrics.get(key);
        if (common == null) {
            if (ofMetrics.size() >= MAX_KINDS) {
                ofMetrics.clear();
            }
            common = new LinkedHashMap<>();
            common.put("__name__", null);
            if (kind == PointKind.HISTOGRAM) {
                common.put("le", null);
            } else if (kind == PointKind.SUMMARY) {
                common.put("quantile", null);
            }
            if (temporality != null) {
                common.put("otel_temporality", temporality);
            }
            for (Map.Entry<String, String> label : labels.entrySet()) {
                String name = label.getKey();
                while (common.containsKey(name)) {
                    name = LabelMerge.EXPORTED + name;
                }
                common.put(name, label.getValue());
            }
            ofMetrics.put(key, common);
        }
        return common;
    }
}
