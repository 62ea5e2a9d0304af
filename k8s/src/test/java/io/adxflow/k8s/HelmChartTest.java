package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart gives what the kustomizations give, and nothing that Kubernetes would refuse. */
class HelmChartTest {
    private static final Path K8S = Path.of(System.getProperty("adxflow.root"), "k8s");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String ALL_ON =
            """
            parallelism: 3
            restartNonce: 2
            image: {repository: registry.example.com/adxflow, tag: "1"}
            flinkConfiguration: {taskmanager.memory.jvm-overhead.fraction: 0.2}
            storage: {className: azurefile-csi-premium}
            workloadIdentity: {clientId: 00000000-0000-0000-0000-000000000000}
            secret: {name: adxflow-trust}
            service: {type: LoadBalancer, annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: "true"}}
            ingress: {enabled: true, host: in.example.com}
            handshake: {enabled: true}
            monitoring: {enabled: true}
            """;

    @TempDir
    private Path scratch;

    /** Where the values are those of an overlay or a component, so are the manifests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    base                  | {}
                    components/monitoring | {monitoring: {enabled: true}}
                    components/ingress    | {ingress: {enabled: true}}
                    """)
    void givesWhatTheKustomizationGives(String folder, String values) throws IOException {
        assertThat(byName(HelmChart.render("adxflow", values, scratch)))
                .isEqualTo(byName(Kustomization.render(K8S.resolve(folder))));
    }

    @Test
    void givesWhatTheComponentsOfAgentsGiveTogether() throws IOException {
        Map<String, JsonNode> expected = byName(Kustomization.render(K8S.resolve("components/handshake")));
        expected.putAll(Map.copyOf(ingressAlone()));

        assertThat(byName(
                        HelmChart.render("adxflow", "{handshake: {enabled: true}, ingress: {enabled: true}}", scratch)))
                .isEqualTo(expected);
    }

    @Test
    void givesWhatTheOverlayOfTrustGives() throws IOException {
        JsonNode pipeline = pipeline(Kustomization.render(K8S.resolve("overlays/trust")));
        ObjectNode values = YAML.createObjectNode().put("pipeline", pipeline.asText());
        values.putObject("secret").put("name", "adxflow-trust");

        assertThat(byName(HelmChart.render("adxflow", values.toString(), scratch)))
                .isEqualTo(byName(Kustomization.render(K8S.resolve("overlays/trust"))));
    }

    @Test
    void givesWhatTheOverlayOfAzureGives() throws IOException {
        List<JsonNode> overlay = Kustomization.render(K8S.resolve("overlays/aks"));
        ObjectNode values = YAML.createObjectNode()
                .put("pipeline", pipeline(overlay).asText())
                .put("parallelism", 4);
        values.putObject("workloadIdentity").put("clientId", "00000000-0000-0000-0000-000000000000");
        values.putObject("storage").put("className", "azurefile-csi-premium");
        values.putObject("monitoring").put("enabled", true);

        assertThat(byName(HelmChart.render("adxflow", values.toString(), scratch)))
                .isEqualTo(byName(overlay));
    }

    @Test
    void fitsTheSchemasWithEverythingTurnedOn() throws IOException {
        ResourceSchemas schemas = new ResourceSchemas();
        List<JsonNode> manifests = HelmChart.render("team-a", ALL_ON, scratch);

        assertThat(manifests).hasSize(15).allSatisfy(manifest -> assertThat(schemas.problems(manifest))
                .as(manifest.path("kind").asText())
                .isEmpty());
        assertThat(manifests.toString())
                .contains("registry.example.com/adxflow:1", "in.example.com", "\"restartNonce\":2")
                .contains("\"taskmanager.memory.jvm-overhead.fraction\":\"0.2\"");
    }

    @Test
    void namesEverythingAfterTheReleaseSoThatTwoStandBesideEachOther() throws IOException {
        for (JsonNode manifest : HelmChart.render("team-a", ALL_ON, scratch)) {
            assertThat(manifest.at("/metadata/name").asText()).startsWith("team-a");
        }
        String text = HelmChart.render("team-a", ALL_ON, scratch).toString();
        assertThat(text)
                .doesNotContain("\"app\":\"adxflow\"")
                .contains("\"app\":\"team-a\"", "\"claimName\":\"team-a\"");
    }

    @Test
    void takesAPipelineFileAsItIs() throws IOException {
        String file = Files.readString(K8S.resolve("../flink-conf/pipeline.yaml"));
        ObjectNode values = YAML.createObjectNode().put("pipeline", file);

        assertThat(pipeline(HelmChart.render("adxflow", values.toString(), scratch))
                        .asText())
                .isEqualTo(file);
    }

    @Test
    void refusesValuesThatItDoesNotKnow() {
        assertThatThrownBy(() -> HelmChart.render("adxflow", "{paralelism: 3}", scratch))
                .hasMessageContaining("paralelism");
        assertThatThrownBy(() -> HelmChart.render("adxflow", "{parallelism: 121}", scratch))
                .hasMessageContaining("parallelism");
    }

    private static Map<String, JsonNode> ingressAlone() throws IOException {
        Map<String, JsonNode> ingress = byName(Kustomization.render(K8S.resolve("components/ingress")));
        ingress.keySet().removeIf(name -> !name.startsWith("Ingress "));
        return ingress;
    }

    private static JsonNode pipeline(List<JsonNode> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals("ConfigMap"))
                .findFirst()
                .orElseThrow()
                .path("data")
                .path("pipeline.yaml");
    }

    /** Without what only Helm has: its labels, and that a claim outlives its release. */
    private static Map<String, JsonNode> byName(List<JsonNode> manifests) {
        Map<String, JsonNode> byName = new TreeMap<>();
        for (JsonNode manifest : manifests) {
            ObjectNode copy = manifest.deepCopy();
            ObjectNode metadata = (ObjectNode) copy.path("metadata");
            metadata.remove("labels");
            JsonNode annotations = metadata.path("annotations");
            if (annotations instanceof ObjectNode object) {
                object.remove("helm.sh/resource-policy");
                if (object.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
            // Of a block within a block, YAML leaves the last line's end away.
            if (copy.path("data") instanceof ObjectNode data) {
                data.put("pipeline.yaml", data.path("pipeline.yaml").asText().stripTrailing());
            }
            String name =
                    copy.path("kind").asText() + " " + metadata.path("name").asText();
            assertThat(byName.put(name, copy)).as(name).isNull();
        }
        return byName;
    }
}
