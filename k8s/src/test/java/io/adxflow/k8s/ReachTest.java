package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from outside reaches where it is meant for: requests their listener, a changed pipeline file the job. */
class ReachTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/write",
                "/api/v1/write/Database",
                "/receive",
                "/remote_write",
                "/v1/logs",
                "/v1/traces/Database",
                "/v1/metrics",
                "/n/team-a/api/v1/write",
                "/n/team-a/v1/logs",
                "/n/team-a/x/graphite",
                "/x/fluent-bit"
            })
    void theIngressKnowsEveryPathOfHttp(String path) throws IOException {
        assertThat(ports("components/ingress", path)).containsExactly("ingest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                "/grpc.health.v1.Health/Check"
            })
    void theIngressKnowsEveryMethodOfGrpc(String path) throws IOException {
        assertThat(ports("components/ingress", path)).containsExactly("otlp-grpc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/handshake", "/v1/opamp"})
    void theIngressOfAgentsKnowsHandShakesAndOpAmp(String path) throws IOException {
        assertThat(ports("components/handshake", path)).containsExactly("handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/status", "/api/v1/monikers", "/metrics", "/api/v1/agents"})
    void theIngressLeadsNobodyToWhatIsForOperators(String path) throws IOException {
        assertThat(ports("components/ingress", path)).isEmpty();
        assertThat(ports("components/handshake", path)).isEmpty();
    }

    /** Whoever adds a path of senders to the source adds it to the ingress. */
    @Test
    void theIngressKnowsThePathsThatTheSourceNames() throws IOException {
        String source =
                Files.readString(ROOT.resolve("sources/src/main/java/io/adxflow/sources/http/RequestKind.java"));
        Matcher paths = Pattern.compile("\"([a-z0-9_]+(/[a-z0-9_]+)*)\"").matcher(source);
        List<String> found = new ArrayList<>();
        while (paths.find()) {
            found.add("/" + paths.group(1));
        }
        assertThat(found).contains("/api/v1/write", "/v1/logs").hasSizeGreaterThanOrEqualTo(6);
        for (String path : found) {
            assertThat(ports("components/ingress", path)).as(path).containsExactly("ingest");
        }
    }

    @Test
    void backendsOfTheIngressArePortsOfTheService() throws IOException {
        for (String folder : List.of("components/ingress", "components/handshake")) {
            List<JsonNode> manifests = Kustomization.render(ROOT.resolve("k8s").resolve(folder));
            List<String> ports = texts(manifests, "Service", "/spec/ports", "/name");
            assertThat(ports).contains("ingest", "otlp-grpc");
            for (JsonNode manifest : manifests) {
                if (manifest.path("kind").asText().equals("Ingress")) {
                    manifest.at("/spec/rules/0/http/paths").forEach(path -> assertThat(ports)
                            .contains(path.at("/backend/service/port/name").asText()));
                }
            }
        }
    }

    static java.util.stream.Stream<Path> folders() throws IOException {
        return ManifestsTest.folders();
    }

    /** Kubelet brings a changed ConfigMap into a mounted folder, and never to a subPath; the job looks at the file in that folder. */
    @ParameterizedTest
    @MethodSource("folders")
    void aChangedPipelineFileReachesEveryProcess(Path folder) throws IOException {
        for (JsonNode manifest : Kustomization.render(folder)) {
            if (!manifest.path("kind").asText().equals("FlinkDeployment")) {
                continue;
            }
            Path file = Path.of(manifest.at("/spec/job/args/1").asText());
            for (String process : List.of("jobManager", "taskManager")) {
                JsonNode pod = manifest.at("/spec/" + process + "/podTemplate/spec");
                JsonNode mount = named(pod.at("/containers/0/volumeMounts"), "pipeline");
                assertThat(mount.path("mountPath").asText())
                        .isEqualTo(file.getParent().toString());
                assertThat(mount.has("subPath")).isFalse();
                JsonNode map = named(pod.path("volumes"), "pipeline").path("configMap");
                assertThat(map.path("name").asText()).isEqualTo("adxflow-pipeline");
                assertThat(map.has("items")).isFalse();
            }
            assertThat(file.getFileName()).hasToString("pipeline.yaml");
        }
    }

    private static JsonNode named(JsonNode list, String name) {
        return list.valueStream()
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(List<JsonNode> manifests, String kind, String list, String field) {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .flatMap(manifest -> manifest.at(list).valueStream())
                .map(each -> each.at(field).asText())
                .toList();
    }

    /** The ports that the rules lead a path to: by whole elements of it, as Kubernetes compares them. */
    private static List<String> ports(String folder, String asked) throws IOException {
        List<String> ports = new ArrayList<>();
        for (JsonNode manifest : Kustomization.render(ROOT.resolve("k8s").resolve(folder))) {
            for (JsonNode rule : manifest.at("/spec/rules/0/http/paths")) {
                String path = rule.path("path").asText();
                boolean exact = rule.path("pathType").asText().equals("Exact");
                String prefix = path.endsWith("/") ? path : path + "/";
                if (exact ? asked.equals(path) : (asked + "/").startsWith(prefix)) {
                    ports.add(rule.at("/backend/service/port/name").asText());
                }
            }
        }
        return ports;
    }
}
