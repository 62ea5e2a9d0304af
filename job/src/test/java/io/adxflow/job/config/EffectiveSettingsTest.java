package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveSettingsTest {
    private Path file = Path.of("");

    @BeforeEach
    void writeFile(@TempDir Path folder) throws Exception {
        file = Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                batch:
                  max-age: 20s
                  min-size: 2mb
                namespaces:
                  default:
                    lift-labels: [job, instance]
                    relabel:
                      - source_labels: [job]
                        regex: test-.*
                        action: drop
                """);
    }

    @Test
    void tellsOfEachKeyWhichValueHoldsAndWhoSetIt() throws ConfigException {
        List<EffectiveSetting> settings = effective(
                Map.of("ADXFLOW_BATCH_MIN_SIZE", "3mb", "ADXFLOW_BATCH_MAX_SIZE", "4mb"),
                List.of("batch.max-size=5mb"));

        assertThat(of(settings, "batch.max-age")).isEqualTo(new EffectiveSetting("batch.max-age", "20s", file + ":2"));
        assertThat(of(settings, "batch.min-size").origin()).isEqualTo("ADXFLOW_BATCH_MIN_SIZE");
        assertThat(of(settings, "batch.max-size")).isEqualTo(new EffectiveSetting("batch.max-size", "5mb", "--set"));
        assertThat(of(settings, "namespaces.default.lift-labels").value()).isEqualTo(List.of("job", "instance"));
        assertThat(of(settings, "namespaces.default.relabel").value())
                .isEqualTo(List.of(Map.of("source_labels", List.of("job"), "regex", "test-.*", "action", "drop")));
    }

    @Test
    void tellsTheDefaultOfWhatNobodySet() throws ConfigException {
        List<EffectiveSetting> settings = effective(Map.of(), List.of());

        assertThat(of(settings, "ledger.checkpoints").isDefault()).isTrue();
        assertThat(of(settings, "namespaces.default.database"))
                .isEqualTo(new EffectiveSetting("namespaces.default.database", "Metrics", EffectiveSetting.DEFAULT));
        assertThat(of(settings, "monikers.local.kind").text()).isEqualTo("directory");
        OptionRegistry.options().forEach((key, option) -> {
            if (!option.defaultText().isEmpty()) {
                assertThat(settings).anyMatch(setting -> setting.key().equals(key));
            }
        });
        assertThat(settings.stream().map(EffectiveSetting::key)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void takesSecretsOutOfValues() {
        assertThat(SecretValues.masked("monikers.x.api-key", "geheim")).isEqualTo("(secret)");
        assertThat(SecretValues.masked("monikers.x.connection-string", "geheim"))
                .isEqualTo("(secret)");
        assertThat(SecretValues.masked("a", "https://h/c?sv=1&sig=geheim&se=2"))
                .isEqualTo("https://h/c?sv=1&sig=(secret)&se=2");
        assertThat(SecretValues.masked("a", "AccountName=n;AccountKey=ge/heim==;End=e"))
                .isEqualTo("AccountName=n;AccountKey=(secret);End=e");
        assertThat(SecretValues.masked("a", "amqp://user:geheim@host/x")).isEqualTo("amqp://user:(secret)@host/x");
        assertThat(SecretValues.masked(
                        "agents.a.collector",
                        "exporters:\n  otlp:\n    headers:\n      Authorization: Bearer geheim\n    endpoint: e\n"))
                .doesNotContain("geheim")
                .contains("endpoint: e");
    }

    @Test
    void leavesNamesOfWhereSecretsAreAsTheyAre() {
        for (String key : List.of(
                "client-secret-file",
                "client-secret-env",
                "sas-file",
                "connection-string-env",
                "basic-password-file")) {
            assertThat(SecretValues.masked("monikers.x." + key, "/run/secrets/x"))
                    .isEqualTo("/run/secrets/x");
        }
        assertThat(SecretValues.masked("monikers.x.partition-key", "series")).isEqualTo("series");
    }

    private List<EffectiveSetting> effective(Map<String, String> environment, List<String> assignments)
            throws ConfigException {
        return PipelineConfigLoader.effective(
                PipelineConfigLoader.load(new ConfigSources(List.of(), file, environment, assignments, List.of())));
    }

    private static EffectiveSetting of(List<EffectiveSetting> settings, String key) {
        return settings.stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key));
    }
}
