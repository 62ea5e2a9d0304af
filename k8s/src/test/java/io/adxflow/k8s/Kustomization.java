package io.adxflow.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders a folder with a {@code kustomization.yaml} as kustomize does, as far as ours go: resources, components, and patches by
 * JSON operations. Anything else in such a file is an error.
 */
final class Kustomization {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> KNOWN = List.of("apiVersion", "kind", "resources", "components", "patches");

    private Kustomization() {}

    /** A component stands on other resources: {@code k8s/base}'s are rendered before it. */
    static List<JsonNode> render(Path folder) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        if (folder.getParent().endsWith("components")) {
            renderInto(folder.resolveSibling("../base").normalize(), documents);
        }
        renderInto(folder.normalize(), documents);
        return documents;
    }

    static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(Files.readString(file))) {
            return all.readAll();
        }
    }

    private static void renderInto(Path folder, List<JsonNode> documents) throws IOException {
        JsonNode file = YAML.readTree(Files.readString(folder.resolve("kustomization.yaml")));
        file.fieldNames().forEachRemaining(field -> {
            if (!KNOWN.contains(field)) {
                throw new IllegalArgumentException(folder + ": " + field + " (expected: one of " + KNOWN + ")");
            }
        });
        for (JsonNode resource : file.path("resources")) {
            Path path = folder.resolve(resource.asText()).normalize();
            if (Files.isDirectory(path)) {
                renderInto(path, documents);
            } else {
                documents.addAll(documents(path));
            }
        }
        for (JsonNode component : file.path("components")) {
            renderInto(folder.resolve(component.asText()).normalize(), documents);
        }
        for (JsonNode patch : file.path("patches")) {
            apply(patch, documents);
        }
    }

    private static void apply(JsonNode patch, List<JsonNode> documents) throws IOException {
        JsonNode operations = YAML.readTree(patch.path("patch").asText());
        boolean found = false;
        for (int i = 0; i < documents.size(); i++) {
            JsonNode document = documents.get(i);
            JsonNode target = patch.path("target");
            if (document.path("kind").equals(target.path("kind"))
                    && document.path("metadata").path("name").equals(target.path("name"))) {
                documents.set(i, JsonPatch.apply(operations, document));
                found = true;
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no resource for the patch of " + patch.path("target"));
        }
    }
}
