package io.adxflow.job.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.control.ControlDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredDocumentsTest {
    private static final long OLD = 1_000_000;

    @TempDir
    Path folder;

    private StoredDocuments documents;

    @BeforeEach
    void open() {
        documents = new StoredDocuments(new StorageSettings(folder.toUri(), Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private ControlDocument write(String database) throws Exception {
        ControlDocument document = DocumentText.of(PipelineConfigLoader.document(
                "{monikers: {m: {kind: directory, path: /x}}, namespaces: {default: {database: " + database
                        + ", monikers: [m]}}}",
                "test"));
        documents.write(document);
        return document;
    }

    private Path file(ControlDocument document) {
        return folder.resolve("control/" + document.hash() + ".json");
    }

    private void makeOld(ControlDocument document) throws Exception {
        Files.setLastModifiedTime(file(document), FileTime.fromMillis(OLD));
    }

    @Test
    void deletesDocumentsThatAreOldAndNotNamedAndNoMonikers() throws Exception {
        ControlDocument named = write("Named");
        ControlDocument old = write("Old");
        ControlDocument young = write("Young");
        makeOld(named);
        makeOld(old);
        assertThat(documents.deleteOthers(Set.of(named.hash()), OLD + 1)).isEqualTo(1);
        assertThat(file(old)).doesNotExist();
        assertThat(file(young)).exists();
        assertThat(documents.read(named.hash())).isEqualTo(named);
        try (var monikers = Files.list(folder.resolve("control/monikers"))) {
            assertThat(monikers).isNotEmpty();
        }
    }

    @Test
    void aDocumentThatIsWrittenAgainIsYoung() throws Exception {
        ControlDocument document = write("Metrics");
        makeOld(document);
        documents.write(document);
        assertThat(documents.deleteOthers(Set.of(), OLD + 1)).isZero();
        assertThat(documents.read(document.hash())).isEqualTo(document);
    }
}
