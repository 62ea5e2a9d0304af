package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's test command, the gate and the code host's workflow are one. */
class GateTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));

    @Test
    void theReadmesTestCommandIsWhatTheGateRuns() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```\nmvn verify\n```");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).containsPattern("(?m)^mvn (-B -ntp )?verify ");
    }

    @Test
    void theWorkflowRunsTheGateForEveryChange() throws IOException {
        JsonNode workflow = new YAMLMapper().readTree(Files.readString(ROOT.resolve(".github/workflows/verify.yml")));
        List<String> commands = workflow.at("/jobs/verify/steps")
                .valueStream()
                .map(step -> step.path("run").asText())
                .filter(run -> !run.isEmpty())
                .toList();

        assertThat(commands).containsExactly("bash .ci/run");
        assertThat(workflow.path("on").has("pull_request")).isTrue();
        assertThat(workflow.path("on").path("push").path("branches").get(0).asText())
                .isEqualTo("main");
    }

    @Test
    void theFirstScreenHasTwoCommandsAndThePage() throws IOException {
        List<String> screen = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 24);

        assertThat(screen).contains("./adxflow run --demo", "mvn verify");
        assertThat(screen).anyMatch(line -> line.startsWith("![") && line.contains("docs/images/page-busy.png"));
        assertThat(ROOT.resolve("docs/images/page-busy.png")).exists();
        assertThat(screen.stream().filter("```"::equals)).hasSize(4);
    }
}
