package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.sources.listen.ListenInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenParserTest {
    private static final String MONIKERS =
            """
            monikers:
              lake: {kind: directory, path: /lake}
              hub: {kind: eventhubs, bootstrap-servers: "h:9092", hub: t}
              out: {kind: directory, path: /out}
            namespaces: {default: {database: Metrics, monikers: [out]}}
            """;

    @TempDir
    Path folder;

    @Test
    void whatIsNotSaidHasItsDefault() throws Exception {
        assertThat(load("listen: {in: {moniker: lake}}").listens())
                .containsExactly(new ListenInput(
                        "in",
                        "directory",
                        "default",
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofDays(7),
                        100_000,
                        Map.of("moniker", "lake")));
    }

    @Test
    void everyProblemIsToldAtOnceWithTheNearestKey() {
        assertThat(
                        problems(
                                """
                        listen:
                          a: {monicker: lake}
                          b: {moniker: lak}
                          c: {moniker: out}
                          d: {moniker: hub, settle: 1s, format: xml, namespace: none}
                          e: {moniker: lake, format: otlp-logs, schema: x, table: "/", interval: soon, max-remembered: 0}
                        """))
                .anyMatch(each -> each.contains("unknown key listen.a.monicker") && each.contains("moniker"))
                .anyMatch(each -> each.contains("listen.a.moniker: not set"))
                .anyMatch(each -> each.contains("there is no moniker 'lak'") && each.contains("lake"))
                .anyMatch(each -> each.contains("listen.c.moniker: out is where this job itself writes to"))
                .anyMatch(each -> each.contains("listen.d.settle: not for a moniker of kind eventhubs"))
                .anyMatch(each -> each.contains("listen.d.format: 'xml'"))
                .anyMatch(each -> each.contains("listen.d.namespace: there is no namespace 'none'"))
                .anyMatch(each -> each.contains("listen.e.format: otlp-logs (of events only"))
                .anyMatch(each -> each.contains("listen.e.schema: 'x'"))
                .anyMatch(each -> each.contains("listen.e.table: '/'"))
                .anyMatch(each -> each.contains("listen.e.interval: 'soon'"))
                .anyMatch(each -> each.contains("listen.e.max-remembered: '0'"));
    }

    private List<String> problems(String listen) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(listen));
        return refused.problems().stream().map(ConfigProblem::message).toList();
    }

    private PipelineConfig load(String listen) throws Exception {
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), MONIKERS + listen);
        return PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), List.of(), List.of()));
    }
}
