package io.adxflow.job.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.control.ControlDocument;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentTextTest {
    private static final String FULL =
            """
            monikers:
              local: {kind: directory, path: /x}
              other: {kind: directory}
            namespaces:
              default:
                database: Db
                databases: [A, B]
                monikers: [local]
                add-labels: {a.b: 'c, d', region: west}
                lift-labels: [host, cluster=Cluster]
                logs-table: L
                traces-table: T
                lift-attributes: ['http.status=Status:long']
                lift-resources: [service.name]
                otlp-metric-names: as-sent
                otlp-promote-resource-attributes: []
                otlp-target-info: false
                otlp-scope-labels: true
              team: {database: T}
            subscriptions:
              errors: {from: ['*'], signals: [logs, metrics], tables: ['Http*'], where: 'job=~"api-.*"', to: other, paused: true}
            retired:
              gone: {undelivered: move=other}
              away: {undelivered: drop}
            limits:
              team: {samples-per-second: 100000, bytes-per-second: 20 mb, new-series-per-second: 0.5, live-series: 5000, tables: 40, storage: 2 gb, weight: 2}
            """;

    @Test
    void readsBackWhatItWrites() throws Exception {
        PipelineDocument document = PipelineConfigLoader.document(FULL, "test");
        ControlDocument text = DocumentText.of(document);
        assertThat(DocumentText.parse(text)).isEqualTo(document);
        assertThat(DocumentText.of(DocumentText.parse(text))).isEqualTo(text);
    }

    @Test
    void hasNoSectionOfLimitsWhereThereAreNoneSoThatOlderDocumentsKeepTheirHashes() throws Exception {
        String text = DocumentText.of(PipelineConfigLoader.document("", "test")).text();
        assertThat(text).doesNotContain("limits");
    }

    @Test
    void spellsOutEveryKeyOfANamespaceSoThatDefaultsMayChange() throws Exception {
        String text = DocumentText.of(PipelineConfigLoader.document("", "test")).text();
        for (String key : java.util.List.of(
                "database",
                "databases",
                "monikers",
                "add-labels",
                "lift-labels",
                "logs-table",
                "traces-table",
                "lift-attributes",
                "lift-resources",
                "otlp-metric-names",
                "otlp-promote-resource-attributes",
                "otlp-target-info",
                "otlp-scope-labels")) {
            assertThat(text).contains("\"" + key + "\" :");
        }
    }

    @Test
    void equalMeaningHasOneHash() throws Exception {
        ControlDocument flow = DocumentText.of(PipelineConfigLoader.document(
                "{\"namespaces\": {\"default\": {\"add-labels\": {\"b\": \"2\", \"a\": \"1\"}}}}", "test"));
        ControlDocument dotted =
                DocumentText.of(PipelineConfigLoader.document("namespaces.default.add-labels: [a=1, b=2]\n", "test"));
        assertThat(flow).isEqualTo(dotted);
        assertThat(DocumentText.of(PipelineConfigLoader.document("namespaces.default.add-labels: [a=1]", "test")))
                .isNotEqualTo(dotted);
    }

    /** What state and files of earlier builds hold. */
    @Test
    void theHashOfADocumentStays() {
        assertThat(DocumentText.hash("{}")).isEqualTo("44136fa355b3678a1146ad16f7e8649e");
        MonikerSpec moniker = new MonikerSpec("m", "directory", Map.of("path", "/x"));
        assertThat(DocumentText.definition(moniker).text())
                .isEqualTo("{\n  \"kind\" : \"directory\",\n  \"path\" : \"/x\"\n}");
    }

    @Test
    void refusesWhatBelongsToTheProcess() {
        assertThatThrownBy(() -> PipelineConfigLoader.document("batch.max-age: 1s", "test"))
                .hasMessageContaining("an option of the process");
        assertThatThrownBy(() -> PipelineConfigLoader.document(
                        """
                        subscriptions:
                          s: {from: [nobody], where: 'job=', to: lokal, pausd: true}
                        retired: {x: {undelivered: move=nowhere}}
                        """,
                        "test"))
                .hasMessageContaining("there is no namespace 'nobody'")
                .hasMessageContaining("expected a value in quotes")
                .hasMessageContaining("there is no moniker 'lokal'")
                .hasMessageContaining("did you mean paused?")
                .hasMessageContaining("there is no moniker 'nowhere'");
    }
}
