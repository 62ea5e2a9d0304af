package io.adxflow.job.kusto;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.control.DocumentRules;
import io.adxflow.job.control.StoredDocuments;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.control.DocumentVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of the job whose reader runs in this process: the folder of a moniker of kind {@code directory} of the document in force. */
public final class JobTables implements ServedTables {
    private static final String DIRECTORY = "directory";

    private final ControlHub hub;
    private final String moniker;

    /** @param moniker whose folder; empty for the only one that there is */
    public JobTables(ControlHub hub, String moniker) {
        this.hub = hub;
        this.moniker = moniker;
    }

    @Override
    public Place place() {
        List<ControlHub.Member> members = hub.members();
        DocumentVersion version =
                members.isEmpty() ? null : members.get(0).calls().current();
        if (version == null || !(members.get(0).settings().store() instanceof StoredDocuments store)) {
            throw new IllegalArgumentException(
                    "no reader of the job runs in this process, which would know its tables; ask another TaskManager");
        }
        PipelineDocument document = document(store, version);
        NamespaceSpec usual = document.namespaces().get("default");
        return new Place(
                folder(document.monikers(), store.below("tables")), usual == null ? "Metrics" : usual.database());
    }

    private static PipelineDocument document(StoredDocuments store, DocumentVersion version) {
        try {
            return DocumentRules.document(store.read(version.hash()));
        } catch (IOException e) {
            throw new UncheckedIOException("the document in force cannot be read: " + e.getMessage(), e);
        }
    }

    private Path folder(Map<String, MonikerSpec> monikers, URI usual) {
        Map<String, Path> folders = new TreeMap<>();
        monikers.forEach((name, spec) -> {
            if (spec.kind().equals(DIRECTORY)) {
                String path = spec.options().get("path");
                folders.put(
                        name,
                        path == null
                                ? Path.of(usual.getPath())
                                : path.startsWith("file:")
                                        ? Path.of(URI.create(path).getPath())
                                        : Path.of(path));
            }
        });
        Path named = folders.get(moniker);
        if (named != null) {
            return named;
        }
        if (!moniker.isEmpty()) {
            throw new IllegalArgumentException(QueryOptions.MONIKER.key() + ": " + moniker
                    + " (expected: a moniker of kind directory, of which there are " + folders.keySet() + ")");
        }
        if (folders.size() != 1) {
            throw new IllegalArgumentException(
                    folders.isEmpty()
                            ? "the job has no moniker of kind directory: ask where it delivers to"
                            : "the job has several monikers of kind directory " + folders.keySet() + ": name one by "
                                    + QueryOptions.MONIKER.key());
        }
        return folders.values().iterator().next();
    }
}
