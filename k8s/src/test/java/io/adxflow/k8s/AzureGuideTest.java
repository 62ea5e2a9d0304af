package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of docs/aks.md can be known without a subscription. */
class AzureGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));

    private final String guide = Files.readString(ROOT.resolve("docs/aks.md"));

    AzureGuideTest() throws IOException {}

    @Test
    void hasCommandsThatAShellReads() throws Exception {
        List<String> blocks = blocks("bash");
        assertThat(blocks).hasSizeGreaterThan(8);
        for (String block : blocks) {
            Process shell =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            try (var in = shell.getOutputStream()) {
                in.write(block.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as(block)
                    .isEmpty();
            assertThat(shell.waitFor()).isZero();
        }
    }

    @Test
    void setsEachVariableBeforeItIsUsed() {
        List<String> known = new ArrayList<>(List.of("RANDOM", "provider"));
        Pattern set = Pattern.compile("(?m)^([A-Z]+)=");
        Pattern used = Pattern.compile("\\$([A-Za-z]+)");
        for (String block : blocks("bash")) {
            for (String line : block.split("\n")) {
                Matcher uses = used.matcher(line);
                while (uses.find()) {
                    assertThat(known).as(line).contains(uses.group(1));
                }
                Matcher sets = set.matcher(line);
                if (sets.find()) {
                    known.add(sets.group(1));
                }
            }
        }
        assertThat(known).contains("CLIENT", "ENDPOINT");
    }

    @Test
    void hasValuesThatTheChartTakes(@TempDir Path scratch) throws IOException {
        String values = blocks("yaml").get(0);
        ResourceSchemas schemas = new ResourceSchemas();

        List<JsonNode> manifests = HelmChart.render("adxflow", values, scratch);
        assertThat(manifests).isNotEmpty().allSatisfy(manifest -> assertThat(schemas.problems(manifest))
                .isEmpty());
        assertThat(manifests.toString()).contains("REGISTRY.azurecr.io/adxflow:0.1.0");
        // The credential is the ServiceAccount's of this name.
        assertThat(guide).contains("--subject system:serviceaccount:$NAMESPACE:adxflow ");
        assertThat(manifests.stream()
                        .filter(manifest -> manifest.path("kind").asText().equals("ServiceAccount"))
                        .map(manifest -> manifest.at("/metadata/name").asText()))
                .containsExactly("adxflow");
    }

    @Test
    void changesOnlyValuesThatThereAre(@TempDir Path scratch) throws IOException {
        Matcher sets = Pattern.compile("--set ([a-zA-Z]+(?:\\.[a-zA-Z]+)?)=([a-zA-Z0-9]+)")
                .matcher(guide);
        ObjectNode values =
                (ObjectNode) new YAMLMapper().readTree(blocks("yaml").get(0));
        int found = 0;
        while (sets.find()) {
            String[] key = sets.group(1).split("\\.");
            if (key[0].matches("webhook|endpoint|auth")) {
                continue;
            }
            ObjectNode parent = key.length == 1 ? values : values.withObject("/" + key[0]);
            String value = sets.group(2).equals("N") ? "1" : sets.group(2);
            parent.set(key[key.length - 1], new YAMLMapper().readTree(value));
            found++;
        }
        assertThat(found).isGreaterThan(2);
        assertThat(HelmChart.render("adxflow", values.toString(), scratch)).isNotEmpty();
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher fences = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(guide);
        while (fences.find()) {
            blocks.add(fences.group(1));
        }
        return blocks;
    }
}
