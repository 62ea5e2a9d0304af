package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.reference.Reference;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.ops.MetricCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root", ".."));

    @Test
    void isWhatTheConfigurationPageSays() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/configuration.md")))
                .as("./adxflow options --format markdown > docs/configuration.md")
                .isEqualTo(Reference.optionsMarkdown());
    }

    @Test
    void isWhatTheMetricsPageSays() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/metrics.md")))
                .as("./adxflow options --metrics --format markdown > docs/metrics.md")
                .isEqualTo(Reference.metricsMarkdown());
    }

    @Test
    void explainsEveryMetric() {
        assertThat(MetricCatalog.metrics()).containsKeys("received_requests_total", "open_batches");
        assertThat(MetricCatalog.metrics().values())
                .allSatisfy(metric -> assertThat(metric.help()).isNotBlank());
    }

    @Test
    void findsEveryKeyInThePipelineFile() throws IOException {
        String file = Files.readString(ROOT.resolve("flink-conf/pipeline.yaml"));

        assertThat(OptionRegistry.options().keySet())
                .allSatisfy(key -> assertThat(file).containsPattern("(?m)^(# )?" + key.replace(".", "\\.") + ":"));
    }

    @Test
    void findsThePipelineFileValidAndItsValuesTheDefaults() throws ConfigException {
        PipelineConfig config = PipelineConfigLoader.load(
                new ConfigSources(List.of(), ROOT.resolve("flink-conf/pipeline.yaml"), Map.of(), List.of(), List.of()));
        PipelineConfig defaults =
                PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), List.of(), List.of()));

        assertThat(config.monikers()).isEqualTo(defaults.monikers());
        assertThat(config.namespaces()).isEqualTo(defaults.namespaces());
        config.options().toMap().forEach((key, value) -> assertThat(
                        OptionRegistry.options().get(key).defaultText())
                .as(key)
                .isEqualTo(value));
    }

    @Test
    void agreesWithTheClustersConfigurationOnWhatTheJobRestsOn() throws ConfigException {
        PipelineConfig defaults =
                PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), List.of(), List.of()));
        Configuration cluster =
                GlobalConfiguration.loadConfiguration(ROOT.resolve("flink-conf").toString());

        assertThat(cluster.toMap())
                .containsAllEntriesOf(JobSettings.of(defaults, 1).toMap());
    }
}
