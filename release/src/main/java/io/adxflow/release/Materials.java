package io.adxflow.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The components of a bill of materials (CycloneDX), with their licences. */
final class Materials {
    /** What may be passed on with a work under the Apache License 2.0. */
    private static final Set<String> TAKEN = Set.of(
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "BSD-4-Clause",
            "MIT",
            "MIT-0",
            "ISC",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "EDL-1.0",
            "CDDL-1.1",
            "CDDL-1.0",
            "Unlicense");

    /** Names in poms for what SPDX names otherwise. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Apache License, Version 2.0", "Apache-2.0"),
            Map.entry("The Apache Software License, Version 2.0", "Apache-2.0"),
            Map.entry("Apache License 2.0", "Apache-2.0"),
            Map.entry("Apache 2.0", "Apache-2.0"),
            Map.entry("Apache-2", "Apache-2.0"),
            Map.entry("The MIT License (MIT)", "MIT"),
            Map.entry("The MIT License", "MIT"),
            Map.entry("MIT License", "MIT"),
            Map.entry("Public Domain, per Creative Commons CC0", "CC0-1.0"),
            Map.entry("BSD 3-clause", "BSD-3-Clause"),
            Map.entry("3-Clause BSD License", "BSD-3-Clause"),
            // Go's own, word for word.
            Map.entry("Go License", "BSD-3-Clause"),
            Map.entry("New BSD License", "BSD-3-Clause"),
            Map.entry("The BSD License", "BSD-3-Clause"),
            Map.entry("Eclipse Public License - v 2.0", "EPL-2.0"));

    /** One library. */
    record Component(String group, String name, String version, Set<String> licences) {}

    private final List<Component> components;

    private Materials(List<Component> components) {
        this.components = components;
    }

    /** @throws IOException also when a component has no licence that may be passed on */
    static Materials read(Path bom) throws IOException {
        List<Component> components = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (JsonNode node : new JsonMapper().readTree(bom.toFile()).path("components")) {
            Component component = new Component(
                    node.path("group").asText(),
                    node.path("name").asText(),
                    node.path("version").asText(),
                    licences(node));
            components.add(component);
            if (component.licences().stream().noneMatch(TAKEN::contains)) {
                problems.add(component.group() + ":" + component.name() + ":" + component.version() + " "
                        + component.licences());
            }
        }
        if (components.isEmpty()) {
            problems.add("no component in " + bom);
        }
        if (!problems.isEmpty()) {
            throw new IOException("no licence that may be passed on, or none that is known (Materials.TAKEN):\n  "
                    + String.join("\n  ", problems));
        }
        return new Materials(components);
    }

    /** A page of all licences and what is under each. */
    String report() {
        Map<String, Set<String>> byLicence = new TreeMap<>();
        for (Component component : components) {
            String licences = String.join(" or ", component.licences());
            byLicence
                    .computeIfAbsent(licences, name -> new TreeSet<>())
                    .add(component.group() + ":" + component.name() + " " + component.version());
        }
        StringBuilder text =
                new StringBuilder("# Licences\n\nOf what this archive holds; made by the build from bom.json.\n");
        byLicence.forEach((licence, names) -> {
            text.append("\n## ").append(licence).append("\n\n");
            names.forEach(name -> text.append("- ").append(name).append('\n'));
        });
        return text.toString();
    }

    private static Set<String> licences(JsonNode component) {
        Set<String> licences = new TreeSet<>();
        for (JsonNode entry : component.path("licenses")) {
            String expression = entry.path("expression").asText();
            if (!expression.isEmpty()) {
                licences.addAll(List.of(expression.replaceAll("[()]", "").split(" (OR|AND) ")));
            }
            JsonNode licence = entry.path("license");
            String name = licence.path("id").asText(licence.path("name").asText());
            if (!name.isEmpty()) {
                licences.add(NAMES.getOrDefault(name, name));
            }
        }
        return licences;
    }
}
