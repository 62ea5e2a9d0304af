package io.adxflow.job.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec.LabelValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    @TempDir
    Path directory;

    @Test
    void aCollectorsRulesBecomeNamespacesJoinedAsAdxMonJoinsThem() throws Exception {
        String told = convert(
                "collector.toml",
                """
                drop-metrics = ["^kube_api_", 'a\\.b']
                default-drop-metrics = true
                lift-labels = [{name = "host"}, {name = "cluster", column = "Cluster"}]
                [add-labels]
                region = "eastus"
                [drop-labels]
                "^http_.*" = "^code$"
                [[prometheus-remote-write]]
                database = "Metrics"
                path = "/receive"
                drop-metrics = ["^debug"]
                keep-metrics = ["^up$"]
                [prometheus-remote-write.add-labels]
                ignored = "by adx-mon"
                [[prometheus-remote-write.keep-metrics-with-label-value]]
                label-regex = "owner"
                value-regex = "^team"
                [[otel-metric]]
                database = "Otel"
                path = "/v1/metrics"
                default-drop-metrics = false
                [otel-metric.add-labels]
                origin = "otel"
                """);
        assertThat(told).doesNotContain("no equal").contains("# otel-metric /v1/metrics is namespace otel");
        assertThat(told).contains("add-labels is ignored by adx-mon");
        Map<String, NamespaceSpec> namespaces =
                PipelineConfigLoader.document(told, "converted").namespaces();
        NamespaceSpec metrics = Objects.requireNonNull(namespaces.get("default"));
        NamespaceSpec otel = Objects.requireNonNull(namespaces.get("otel"));
        assertThat(metrics.database()).isEqualTo("Metrics");
        assertThat(metrics.rules().filter())
                .isEqualTo(new MetricFilterSpec(
                        true,
                        List.of("^up$"),
                        List.of("^debug", "^kube_api_", "a\\.b"),
                        List.of(new LabelValue("owner", "^team")),
                        Map.of("^http_.*", "^code$")));
        assertThat(metrics.addLabels()).isEqualTo(Map.of("region", "eastus"));
        assertThat(metrics.liftLabels())
                .extracting(NamespaceSpec.LiftedLabel::column)
                .containsExactly("Cluster", "Host");
        assertThat(otel.database()).isEqualTo("Otel");
        assertThat(otel.rules().filter().defaultDrop()).isFalse();
        assertThat(otel.addLabels()).isEqualTo(Map.of("region", "eastus", "origin", "otel"));
    }

    @Test
    void whatHasNoEqualIsListedAndTheExitCodeSaysSo() throws Exception {
        String told = convert(
                "collector.toml",
                """
                endpoint = "https://ingestor"
                listen-addr = ":8080"
                max-disk-usage = 1000
                [prometheus-scrape]
                database = "Metrics"
                [otel-log]
                lift-attributes = ["a"]
                """);
        assertThat(told)
                .contains("ingest.http: 0.0.0.0:8080", "storage.max-bytes: 1000b")
                .contains("no equal for:", "endpoint: ", "prometheus-scrape: ", "otel-log.lift-attributes: ")
                .endsWith("exit 1");
    }

    @Test
    void aDataCollectionRulesFlowsBecomeNamespacesWithTheirKqlAsItIs() throws Exception {
        String told = convert(
                "rule.json",
                """
                {"properties": {
                  "destinations": {
                    "azureDataExplorer": [{"name": "adx 1", "ingestionUri": "https://ingest-c.kusto.windows.net", "databaseName": "Db"}],
                    "logAnalytics": [{"name": "la", "workspaceResourceId": "/x"}]},
                  "dataFlows": [
                    {"streams": ["Custom-App"], "destinations": ["adx 1"], "outputStream": "Custom-App_CL",
                     "transformKql": "source | where SeverityText != \\"debug\\"\\n| extend x = 1"},
                    {"streams": ["Microsoft-Syslog"], "destinations": ["la"], "transformKql": "source"}]}}
                """);
        assertThat(told)
                .contains(
                        """
                        monikers:
                          adx-1:
                            kind: kusto
                            endpoint: https://c.kusto.windows.net
                        """)
                .contains(
                        """
                          app-cl:
                            database: Db
                            monikers:
                            - adx-1
                            logs-table: App_CL
                            transform:
                              logs: |-
                                source | where SeverityText != "debug"
                                | extend x = 1
                          syslog:
                            monikers:
                            - local
                            logs-table: Syslog
                        """)
                .contains("destinations.logAnalytics la: ")
                .endsWith("exit 1");
    }

    @Test
    void aFileThatCannotBeReadIsToldWithItsLine() throws Exception {
        assertThat(convert("c.toml", "a = 1\nb = \n")).contains("c.toml:2").endsWith("exit 1");
        assertThat(TestCommandLine.run("convert", directory.resolve("none").toString()))
                .contains("cannot be read")
                .endsWith("exit 1");
    }

    private String convert(String name, String text) throws Exception {
        return TestCommandLine.run(
                "convert", Files.writeString(directory.resolve(name), text).toString());
    }
}
