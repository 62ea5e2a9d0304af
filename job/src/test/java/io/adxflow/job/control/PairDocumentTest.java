package io.adxflow.job.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.sinks.delivery.MonikerSpec;
import org.junit.jupiter.api.Test;

/** Monikers that are made of others. */
class PairDocumentTest {
    private static final String DOCUMENT =
            """
            monikers:
              lake-a: {kind: directory, path: /a}
              lake-b: {kind: directory, path: /b, max-rate: 1mb/s}
              notices: {kind: eventhubs, hub: blobs, namespace: n.servicebus.windows.net, auth: managed-identity}
              telemetry:
                kind: pair
                storage: [lake-a, lake-b]
                hub: [notices]
                max-rate: 50mb/s, 5 batches/s
            namespaces:
              default: {monikers: [telemetry]}
            """;

    @Test
    void aDefinitionSaysWhatItsPartsAre() throws Exception {
        MonikerSpec pair = telemetry(DOCUMENT);
        assertThat(pair.options())
                .containsEntry("storage", "lake-a,lake-b")
                .containsEntry("part.lake-a.kind", "directory")
                .containsEntry("part.lake-b.path", "/b")
                .containsEntry("part.notices.hub", "blobs")
                .doesNotContainKey("part.lake-b.max-rate");
    }

    @Test
    void anotherPartOrAnotherPlaceOfAPartIsAnotherDefinition() throws Exception {
        String before = DocumentText.definition(telemetry(DOCUMENT)).hash();
        assertThat(DocumentText.definition(telemetry(DOCUMENT.replace("path: /b", "path: /c")))
                        .hash())
                .isNotEqualTo(before);
        assertThat(DocumentText.definition(telemetry(DOCUMENT.replace("[lake-a, lake-b]", "[lake-a]")))
                        .hash())
                .isNotEqualTo(before);
        assertThat(DocumentText.definition(telemetry(DOCUMENT)).hash()).isEqualTo(before);
    }

    @Test
    void aDocumentsCanonicalTextIsTheSameDocument() throws Exception {
        PipelineDocument document = PipelineConfigLoader.document(DOCUMENT, "here");
        String text = DocumentText.of(document).text();
        assertThat(DocumentText.of(PipelineConfigLoader.document(text, "there")).text())
                .isEqualTo(text);
    }

    @Test
    void aDefinitionAloneCanBeReadAgain() throws Exception {
        MonikerSpec pair = telemetry(DOCUMENT);
        assertThat(DocumentText.moniker("telemetry", DocumentText.definition(pair)))
                .isEqualTo(pair);
    }

    @Test
    void partsThatAreNotThereAndRatesThatAreNoneAreToldWithTheirLines() {
        assertThatThrownBy(() -> telemetry(DOCUMENT.replace("[lake-a, lake-b]", "[lake-x, notices]")
                        .replace("5 batches/s", "5 rows/s")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("storage: lake-x (expected: a moniker of kind blob or directory)")
                .hasMessageContaining("storage: notices is of kind eventhubs (expected: blob or directory)")
                .hasMessageContaining("max-rate: 50mb/s, 5 rows/s (expected: one or more of");
    }

    private static MonikerSpec telemetry(String text) throws Exception {
        return PipelineConfigLoader.document(text, "here").monikers().get("telemetry");
    }
}
