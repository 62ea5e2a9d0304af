package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be known of the image without building it; the release's tests hold its files against the archive. */
class ImageTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final Set<String> INSTRUCTIONS = Set.of("ARG", "FROM", "COPY", "RUN", "ENV", "USER");

    @Test
    void isMadeByKnownInstructionsInTheRightOrder() throws IOException {
        List<List<String>> instructions = instructions();

        assertThat(instructions).allSatisfy(words -> assertThat(INSTRUCTIONS).contains(words.get(0)));
        assertThat(instructions.get(0)).startsWith("ARG");
        assertThat(instructions.get(0).get(1)).matches("BASE=flink:2\\.3\\.0-java17");
        assertThat(instructions.get(1)).containsExactly("FROM", "${BASE}");
        assertThat(instructions.get(instructions.size() - 1)).containsExactly("USER", "flink");
    }

    @Test
    void leavesNoFileOfItsUserToRoot() throws IOException {
        for (List<String> words : instructions()) {
            if (words.get(0).equals("COPY")) {
                assertThat(words).as(words.toString()).contains("--chown=flink:flink");
                assertThat(words.get(words.size() - 1)).startsWith("/");
            }
        }
    }

    @Test
    void hasTheJarThatTheDeploymentNames() throws IOException {
        String text =
                String.join(" ", instructions().stream().flatMap(List::stream).toList());
        for (JsonNode manifest : Kustomization.render(ROOT.resolve("k8s/base"))) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                String jar = manifest.at("/spec/job/jarURI").asText().replace("local://", "");
                assertThat(text).contains("adxflow-job-*.jar " + jar);
            }
        }
    }

    @Test
    void turnsTheAzureFileSystemOnAndHasTheCommandLineOnThePath() throws IOException {
        String text =
                String.join(" ", instructions().stream().flatMap(List::stream).toList());

        assertThat(text)
                .contains("ln -s /opt/flink/opt/flink-azure-fs-hadoop-*.jar /opt/flink/plugins/azure-fs-hadoop/")
                .contains("ln -s /opt/adxflow/adxflow /usr/local/bin/adxflow");
    }

    /** The overlay's comment has the command that builds its image: from the base whose Flink it asks for, with the name it has. */
    @Test
    void isBuiltForAnOlderOperatorAsItsOverlaySays() throws IOException {
        Path overlay = ROOT.resolve("k8s/overlays/operator-1.15");
        Map<String, String> flinks = Map.of("v2_2", "2.2.1");
        for (JsonNode manifest : Kustomization.render(overlay)) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                String flink = flinks.get(manifest.at("/spec/flinkVersion").asText());
                assertThat(Files.readString(overlay.resolve("kustomization.yaml")))
                        .contains("docker build --build-arg BASE=flink:" + flink + "-java17 -t "
                                + manifest.at("/spec/image").asText() + " ");
            }
        }
    }

    /** Each instruction as its words, lines that go on put together, comments left out. */
    private static List<List<String>> instructions() throws IOException {
        List<List<String>> instructions = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : Files.readAllLines(ROOT.resolve("k8s/image/Dockerfile"))) {
            if (part.startsWith("#") || part.isBlank()) {
                continue;
            }
            boolean goesOn = part.endsWith("\\");
            line.append(goesOn ? part.substring(0, part.length() - 1) : part).append(' ');
            if (!goesOn) {
                instructions.add(List.of(line.toString().strip().split(" +")));
                line.setLength(0);
            }
        }
        assertThat(line).isEmpty();
        return instructions;
    }
}
