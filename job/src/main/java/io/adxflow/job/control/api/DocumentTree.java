package io.adxflow.job.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.jspecify.annotations.Nullable;

/** A document as sections of named entries, to be changed entry by entry. Immutable. */
final class DocumentTree {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build())
            .build();

    private final ObjectNode root;

    private DocumentTree(ObjectNode root) {
        this.root = root;
    }

    /**
     * Reads YAML or JSON.
     *
     * @throws IllegalArgumentException when it is no map
     */
    static DocumentTree parse(String text) {
        return new DocumentTree(object(text));
    }

    /** A map of keys, as one entry of a section is. */
    static ObjectNode object(String text) {
        try {
            JsonNode node = YAML.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("expected a map of keys, in YAML or JSON");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not YAML or JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    String toJson() {
        return json(root);
    }

    static String json(JsonNode node) {
        return node.toPrettyString() + "\n";
    }

    static String yaml(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document cannot be written: " + e.getMessage(), e);
        }
    }

    ObjectNode root() {
        return root;
    }

    /** A section, empty when it is not there. */
    ObjectNode section(String section) {
        return root.get(section) instanceof ObjectNode object ? object : JSON.createObjectNode();
    }

    /** One entry, or null. */
    @Nullable
    JsonNode entry(String section, String name) {
        return section(section).get(name);
    }

    DocumentTree with(String section, String name, JsonNode entry) {
        ObjectNode next = root.deepCopy();
        ObjectNode changed = section(section).deepCopy();
        changed.set(name, entry);
        next.set(section, changed);
        return new DocumentTree(next);
    }

    DocumentTree without(String section, String name) {
        ObjectNode next = root.deepCopy();
        ObjectNode changed = section(section).deepCopy();
        changed.remove(name);
        next.set(section, changed);
        return new DocumentTree(next);
    }

    /** Says what becomes of a moniker's undelivered batches. */
    DocumentTree retired(String moniker, String undelivered) {
        return with("retired", moniker, JSON.createObjectNode().put("undelivered", undelivered));
    }
}
