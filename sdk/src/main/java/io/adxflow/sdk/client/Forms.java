package io.adxflow.sdk.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How entries of the document are written in JSON. */
final class Forms {
    private static final TypeReference<TreeMap<String, Object>> MAP = new TypeReference<>() {};

    private Forms() {}

    /** One kind of entry. */
    interface Form<T> {
        T read(JsonNode entry);

        ObjectNode write(T entry);
    }

    static final Form<Moniker> MONIKER = new Form<>() {
        @Override
        public Moniker read(JsonNode entry) {
            Map<String, String> options = new TreeMap<>();
            flatten("", entry, options);
            String kind = options.remove("kind");
            return new Moniker(kind == null ? "" : kind, options);
        }

        @Override
        public ObjectNode write(Moniker entry) {
            ObjectNode node = Exchange.JSON.createObjectNode().put("kind", entry.kind());
            entry.options().forEach(node::put);
            return node;
        }
    };

    static final Form<Namespace> NAMESPACE = new Form<>() {
        @Override
        public Namespace read(JsonNode entry) {
            Map<String, Object> more = Exchange.JSON.convertValue(entry, MAP);
            more.keySet().removeAll(Set.of("database", "monikers"));
            more.values().removeIf(value -> value == null);
            return new Namespace(entry.path("database").asText(""), texts(entry.path("monikers")), more);
        }

        @Override
        public ObjectNode write(Namespace entry) {
            ObjectNode node = Exchange.JSON.valueToTree(entry.more());
            if (!entry.database().isEmpty()) {
                node.put("database", entry.database());
            }
            node.set("monikers", Exchange.JSON.valueToTree(entry.monikers()));
            return node;
        }
    };

    static final Form<Subscription> SUBSCRIPTION = new Form<>() {
        @Override
        public Subscription read(JsonNode entry) {
            return new Subscription(
                    texts(entry.path("from")),
                    texts(entry.path("signals")),
                    texts(entry.path("tables")),
                    entry.path("where").asText(""),
                    entry.path("to").asText(""),
                    entry.path("paused").asBoolean(false));
        }

        @Override
        public ObjectNode write(Subscription entry) {
            ObjectNode node = Exchange.JSON.createObjectNode();
            node.set("from", Exchange.JSON.valueToTree(entry.from()));
            putUnlessEmpty(node, "signals", entry.signals());
            putUnlessEmpty(node, "tables", entry.tables());
            if (!entry.where().isEmpty()) {
                node.put("where", entry.where());
            }
            return node.put("to", entry.to()).put("paused", entry.paused());
        }
    };

    static Version version(JsonNode node) {
        return new Version(
                node.path("version").asLong(),
                node.path("hash").asText(),
                node.path("who").asText(),
                Instant.parse(node.path("when").asText("1970-01-01T00:00:00Z")),
                node.path("what").asText());
    }

    private static void putUnlessEmpty(ObjectNode node, String key, List<String> values) {
        if (!values.isEmpty()) {
            node.set(key, Exchange.JSON.valueToTree(values));
        }
    }

    /** Nested keys by their path, as options have them. */
    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        node.properties().forEach(field -> {
            String key = prefix + field.getKey();
            if (field.getValue().isObject()) {
                flatten(key + ".", field.getValue(), into);
            } else if (field.getValue().isArray()) {
                into.put(key, String.join(",", texts(field.getValue())));
            } else {
                into.put(key, field.getValue().asText());
            }
        });
    }

    /** Of a list, or of one text with commas. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual() && !node.asText().isBlank()) {
            for (String part : node.asText().split(",", -1)) {
                texts.add(part.strip());
            }
        }
        node.elements().forEachRemaining(one -> texts.add(one.asText()));
        return texts;
    }
}
