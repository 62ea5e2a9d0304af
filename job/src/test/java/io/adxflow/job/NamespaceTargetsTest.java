package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.sinks.storage.StorageOptions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class NamespaceTargetsTest {
    private final NamespaceTargets targets = new NamespaceTargets(
            new PipelineDocument(
                    Map.of(),
                    Map.of(
                            "default", namespace("default", "Metrics", List.of("*")),
                            "team", namespace("team", "otel-prod", List.of("my logs.v1", "Ops_1"))),
                    Map.of(),
                    Map.of()),
            storage());

    private static NamespaceSpec namespace(String name, String database, List<String> databases) {
        return new NamespaceSpec(name, database, databases, List.of("local"), Map.of(), List.of());
    }

    private static StorageSettings storage() {
        Configuration config = new Configuration();
        config.set(StorageOptions.DIRECTORY, "/nowhere");
        return StorageSettings.from(config);
    }

    @Test
    void takesConfiguredNamesAsTheyAreWhateverTheCase() throws Exception {
        assertThat(targets.resolve("team", null)).isEqualTo(new Target("team", "otel-prod", false));
        assertThat(targets.resolve("team", "OTEL-Prod")).isEqualTo(new Target("team", "otel-prod"));
        assertThat(targets.resolve("team", "My Logs.V1")).isEqualTo(new Target("team", "my logs.v1"));
        assertThat(targets.resolve("team", "ops_1")).isEqualTo(new Target("team", "Ops_1"));
        assertThat(targets.resolve(null, "METRICS")).isEqualTo(new Target("default", "Metrics"));
    }

    @Test
    void takesAnyNameThatKustoTakesWhereAllAreAllowed() throws Exception {
        for (String name : List.of("Logs", "prod-logs", "a b.c_d", "1", "_x")) {
            assertThat(targets.resolve(null, name)).isEqualTo(new Target("default", name));
        }
        for (String name : List.of("", "*", " a", "a ", ".", "..", "-a", "a/b", "é", "a\nb", "a'b", "a,b", "a:b")) {
            assertThatThrownBy(() -> targets.resolve(null, name))
                    .as(name)
                    .isInstanceOf(UnknownTargetException.class)
                    .hasMessageContaining("is not a name (expected: 1 to 1024 letters");
        }
        assertThat(targets.resolve(null, "a".repeat(1024)).database()).hasSize(1024);
        assertThatThrownBy(() -> targets.resolve(null, "a".repeat(1025))).isInstanceOf(UnknownTargetException.class);
    }

    @Test
    void refusesWhatIsNotConfigured() {
        assertThatThrownBy(() -> targets.resolve("team", "otelprod"))
                .hasMessage("namespace 'team' has no database 'otelprod'; see namespaces.team.databases");
        assertThatThrownBy(() -> targets.resolve("team", "*")).isInstanceOf(UnknownTargetException.class);
        assertThatThrownBy(() -> targets.resolve("teem", null)).hasMessageContaining("did you mean team?");
    }
}
