package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestsTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final Path K8S = ROOT.resolve("k8s");

    /** Maps whose keys are free, so that no typo in them can be known. */
    private static final Set<String> FREE = Set.of(
            "data",
            "labels",
            "annotations",
            "matchLabels",
            "selector",
            "flinkConfiguration",
            "logConfiguration",
            "limits",
            "requests");

    private final ResourceSchemas schemas;

    ManifestsTest() throws IOException {
        schemas = new ResourceSchemas();
    }

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            return files
                    .filter(file -> file.endsWith("kustomization.yaml"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .map(Path::getParent)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyRenderedManifestFitsItsSchema(Path folder) throws IOException {
        List<JsonNode> manifests = Kustomization.render(folder);
        assertThat(manifests).isNotEmpty();
        for (JsonNode manifest : manifests) {
            assertThat(schemas.problems(manifest)).as(name(manifest)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void aTypoInAnyFieldOfAnyManifestIsFound(Path folder) throws IOException {
        for (JsonNode manifest : Kustomization.render(folder)) {
            List<String> unnoticed = new ArrayList<>();
            int typos = 0;
            for (String pointer : fields(manifest, "", new ArrayList<>())) {
                JsonNode damaged = manifest.deepCopy();
                int slash = pointer.lastIndexOf('/');
                ObjectNode parent = (ObjectNode) damaged.at(pointer.substring(0, slash));
                String field = unescape(pointer.substring(slash + 1));
                parent.set(field + "x", parent.remove(field));
                typos++;
                if (schemas.problems(damaged).isEmpty()) {
                    unnoticed.add(pointer);
                }
            }
            assertThat(typos).isPositive();
            assertThat(unnoticed).as(name(manifest)).isEmpty();
        }
    }

    @Test
    void aWrongTypeOrAnUnknownFlinkVersionIsFound() throws IOException {
        for (JsonNode manifest : Kustomization.render(K8S.resolve("base"))) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                ObjectNode wrong = manifest.deepCopy();
                ((ObjectNode) wrong.path("spec")).put("flinkVersion", "v9_9");
                assertThat(schemas.problems(wrong)).hasSize(1);
                wrong = manifest.deepCopy();
                ((ObjectNode) wrong.at("/spec/job")).put("parallelism", "two");
                assertThat(schemas.problems(wrong)).hasSize(1);
                wrong = manifest.deepCopy();
                ((ObjectNode) wrong.at("/spec/job")).put("upgradeMode", "lastState");
                assertThat(schemas.problems(wrong)).hasSize(1);
            }
        }
    }

    @Test
    void theDeploymentsFlinkConfigurationIsThatOfTheCluster() throws IOException {
        Map<String, String> shared =
                flat(new YAMLMapper().readTree(Files.readString(ROOT.resolve("flink-conf/config.yaml"))));
        for (JsonNode manifest : Kustomization.render(K8S.resolve("base"))) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                Map<String, String> deployed = flat(manifest.at("/spec/flinkConfiguration"));
                assertThat(deployed).containsAllEntriesOf(shared);
                deployed.keySet().removeAll(shared.keySet());
                assertThat(deployed.keySet())
                        .containsExactlyInAnyOrder(
                                "execution.checkpointing.dir",
                                "execution.checkpointing.savepoint-dir",
                                "high-availability.type",
                                "high-availability.storageDir");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyPipelineIsAValidOne(Path folder, @TempDir Path scratch) throws Exception {
        for (JsonNode manifest : Kustomization.render(folder)) {
            JsonNode pipeline = manifest.path("data").path("pipeline.yaml");
            if (!pipeline.isMissingNode()) {
                Path file = Files.writeString(scratch.resolve("pipeline.yaml"), pipeline.asText());
                assertThat(PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), List.of(), List.of()))
                                .warnings())
                        // The base is behind its NetworkPolicy; overlays/trust asks.
                        .allMatch(warning -> warning.contains("ingest.authentication"));
            }
        }
    }

    private static Map<String, String> flat(JsonNode node) {
        Map<String, String> flat = new TreeMap<>();
        node.properties()
                .forEach(entry -> flat.put(entry.getKey(), entry.getValue().asText()));
        return flat;
    }

    private static List<String> fields(JsonNode node, String pointer, List<String> into) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                fields(node.get(i), pointer + "/" + i, into);
            }
        }
        for (Iterator<Map.Entry<String, JsonNode>> all = node.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = all.next();
            String here = pointer + "/" + entry.getKey().replace("~", "~0").replace("/", "~1");
            into.add(here);
            boolean isFreeMap = FREE.contains(entry.getKey()) && values(entry.getValue());
            if (!isFreeMap) {
                fields(entry.getValue(), here, into);
            }
        }
        return into;
    }

    /** True for a map of plain values, which a selector or limits may be or not, depending on the kind. */
    private static boolean values(JsonNode map) {
        return map.isObject() && map.valueStream().allMatch(JsonNode::isValueNode);
    }

    private static String unescape(String field) {
        return field.replace("~1", "/").replace("~0", "~");
    }

    private static String name(JsonNode manifest) {
        return manifest.path("kind").asText() + " "
                + manifest.at("/metadata/name").asText();
    }
}
