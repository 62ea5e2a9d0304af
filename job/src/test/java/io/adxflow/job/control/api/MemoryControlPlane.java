package io.adxflow.job.control.api;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigProblem;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.control.DocumentProblem;
import io.adxflow.job.control.DocumentText;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Versions in memory, which are durable at once. */
public final class MemoryControlPlane implements ControlPlane {
    final List<DocumentVersion> history = new ArrayList<>();
    final Map<String, String> documents = new HashMap<>();

    @Nullable
    ChangeOutcome next;

    boolean away;

    @Nullable
    TableVersions tables;

    @Nullable
    AppendStore parked;

    private Runnable changed = () -> {};

    /** Is told of each change, when it is in force. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** Reports and orders of parked batches are there. */
    public void parkAt(AppendStore store) {
        parked = store;
    }

    /** Replaces the document, as somebody else would. */
    public void set(String text) throws ConfigException {
        add(DocumentText.of(PipelineConfigLoader.document(text, "set")), "set" + history.size(), "test", "set");
        changed.run();
    }

    public MemoryControlPlane(String text) throws ConfigException {
        add(DocumentText.of(PipelineConfigLoader.document(text, "first")), "first", "file", "first");
    }

    private DocumentVersion add(ControlDocument document, String id, String who, String what) {
        documents.put(document.hash(), document.text());
        DocumentVersion version = new DocumentVersion(history.size() + 1L, document.hash(), id, 0, who, what);
        history.add(version);
        return version;
    }

    @Override
    public synchronized @Nullable Current current() {
        DocumentVersion last = history.get(history.size() - 1);
        return away ? null : new Current(last, documents.get(last.hash()));
    }

    @Override
    public @Nullable TableVersions tableVersions() {
        return tables;
    }

    @Override
    public synchronized @Nullable String document(String hash) {
        return documents.get(hash);
    }

    @Override
    public @Nullable AppendStore parked() {
        return away ? null : parked;
    }

    @Override
    public synchronized CompletableFuture<List<DocumentVersion>> versions(long fromNumber, int limit) {
        return CompletableFuture.completedFuture(history.stream()
                .filter(version -> version.number() <= fromNumber)
                .sorted(Comparator.comparingLong(DocumentVersion::number).reversed())
                .limit(limit)
                .toList());
    }

    @Override
    public List<DocumentProblem> validate(String text) {
        try {
            var unused = PipelineConfigLoader.document(text, "document");
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(ConfigProblem::message)
                    .map(message -> new DocumentProblem("", message, ""))
                    .toList();
        }
    }

    @Override
    public synchronized CompletableFuture<ChangeOutcome> propose(Proposal proposal) {
        ChangeOutcome told = next;
        next = null;
        if (told != null) {
            return CompletableFuture.completedFuture(told);
        }
        List<DocumentProblem> problems = validate(proposal.text());
        if (!problems.isEmpty()) {
            return CompletableFuture.completedFuture(new ChangeOutcome.Invalid(problems));
        }
        if (proposal.expectedVersion() != history.size()) {
            return CompletableFuture.completedFuture(new ChangeOutcome.Conflict(history.get(history.size() - 1)));
        }
        try {
            ControlDocument document = DocumentText.of(PipelineConfigLoader.document(proposal.text(), "document"));
            DocumentVersion version = add(document, proposal.requestId(), proposal.who(), proposal.what());
            changed.run();
            return CompletableFuture.completedFuture(new ChangeOutcome.Done(version));
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public synchronized CompletableFuture<ChangeOutcome> repeated(String requestId) {
        return CompletableFuture.completedFuture(history.stream()
                .filter(version -> version.requestId().equals(requestId))
                .<ChangeOutcome>map(ChangeOutcome.Done::new)
                .findFirst()
                .orElseGet(() -> new ChangeOutcome.Conflict(history.get(history.size() - 1))));
    }
}
