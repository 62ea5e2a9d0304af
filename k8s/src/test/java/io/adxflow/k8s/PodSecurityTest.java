package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods of every rendering pass the Pod Security Standard "restricted". */
class PodSecurityTest {
    private static final Path K8S = Path.of(System.getProperty("adxflow.root"), "k8s");

    static Stream<Path> folders() throws IOException {
        return ManifestsTest.folders();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyPodIsOneThatARestrictedNamespaceTakes(Path folder) throws IOException {
        List<JsonNode> pods = pods(Kustomization.render(folder));

        assertThat(pods).hasSize(2).allSatisfy(pod -> assertThat(PodSecurity.problems(pod))
                .isEmpty());
    }

    @Test
    void soIsEveryPodOfTheChart(@TempDir Path scratch) throws IOException {
        List<JsonNode> pods = pods(HelmChart.render("adxflow", "{secret: {name: adxflow-trust}}", scratch));

        assertThat(pods).hasSize(2).allSatisfy(pod -> assertThat(PodSecurity.problems(pod))
                .isEmpty());
    }

    /** Each takes one of the promises away. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostNetwork: true",
                "volumes: [{name: x, hostPath: {path: /}}]",
                "securityContext: {runAsNonRoot: true, runAsUser: 0, seccompProfile: {type: RuntimeDefault}}",
                "securityContext: {runAsNonRoot: true}",
                "securityContext: {seccompProfile: {type: RuntimeDefault}}",
                "containers: [{name: x}]",
                "containers: [{name: x, securityContext: {allowPrivilegeEscalation: false}}]",
                "containers: [{name: x, securityContext: {capabilities: {drop: [ALL]}}}]",
                "containers: []",
                "initContainers: [{name: x}]"
            })
    void aPodThatAsksForMoreIsFound(String change) throws IOException {
        ObjectNode pod = pods(Kustomization.render(K8S.resolve("base"))).get(0).deepCopy();
        assertThat(PodSecurity.problems(pod)).isEmpty();
        pod.setAll((ObjectNode) new YAMLMapper().readTree(change));

        assertThat(PodSecurity.problems(pod)).isNotEmpty();
    }

    private static List<JsonNode> pods(List<JsonNode> manifests) {
        List<JsonNode> pods = new ArrayList<>();
        for (JsonNode manifest : manifests) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                pods.add(manifest.at("/spec/jobManager/podTemplate/spec"));
                pods.add(manifest.at("/spec/taskManager/podTemplate/spec"));
                assertThat(manifest.at("/spec/podTemplate").isMissingNode()).isTrue();
            }
        }
        return pods;
    }
}
