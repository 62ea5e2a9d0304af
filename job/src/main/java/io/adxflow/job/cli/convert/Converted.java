package io.adxflow.job.cli.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pipeline file being made of somebody else's configuration, with what has no equal in it and what is to mind. */
final class Converted {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .build();

    private final Map<String, Object> options = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> monikers = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> namespaces = new LinkedHashMap<>();
    private final List<String> withoutEqual = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void option(String key, Object value) {
        options.put(key, value);
    }

    void moniker(String name, Map<String, Object> keys) {
        monikers.put(name, keys);
    }

    /** The keys of a namespace, to be filled. */
    Map<String, Object> namespace(String name) {
        return namespaces.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }

    Map<String, Map<String, Object>> namespaces() {
        return namespaces;
    }

    /** Something that a pipeline file cannot say. */
    void withoutEqual(String key, String why) {
        withoutEqual.add(key + ": " + why);
    }

    void note(String text) {
        notes.add(text);
    }

    List<String> withoutEqual() {
        return withoutEqual;
    }

    List<String> notes() {
        return notes;
    }

    /** The pipeline file. */
    String toYaml() {
        Map<String, Object> root = new LinkedHashMap<>(options);
        if (!monikers.isEmpty()) {
            root.put("monikers", monikers);
        }
        root.put("namespaces", namespaces);
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a pipeline file cannot be written: " + e.getMessage(), e);
        }
    }
}
