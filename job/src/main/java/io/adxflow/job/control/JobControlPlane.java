package io.adxflow.job.control;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.control.DocumentVersion;
import io.adxflow.sources.control.ProposalOutcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the job's coordinator through a reader of this process. A document is validated and written here, before anybody hears of
 * it; the coordinator sees its name alone.
 */
public final class JobControlPlane implements ControlPlane {
    private static final long NO_VERSION = -1;
    private static final String NOBODY = "no reader of the job runs in this process";

    private final ControlHub hub;
    private final Duration patience;

    /** @param patience after which nobody knows what became of a change: longer than a checkpoint takes to come and complete */
    public JobControlPlane(ControlHub hub, Duration patience) {
        this.hub = hub;
        this.patience = patience;
    }

    private ControlHub.@Nullable Member member() {
        List<ControlHub.Member> members = hub.members();
        return members.isEmpty() ? null : members.get(0);
    }

    @Override
    public @Nullable Current current() throws IOException {
        ControlHub.Member member = member();
        DocumentVersion version = member == null ? null : member.calls().current();
        return member == null || version == null
                ? null
                : new Current(
                        version, member.settings().store().read(version.hash()).text());
    }

    @Override
    public @Nullable String document(String hash) throws IOException {
        ControlHub.Member member = member();
        if (member == null) {
            throw new IOException(NOBODY);
        }
        try {
            return member.settings().store().read(hash).text();
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    @Override
    public @Nullable TableVersions tableVersions() {
        ControlHub.Member member = member();
        return member != null && member.settings().store() instanceof StoredDocuments stored
                ? TableVersions.of(stored.storage())
                : null;
    }

    @Override
    public @Nullable AppendStore parked() {
        ControlHub.Member member = member();
        return member != null && member.settings().store() instanceof StoredDocuments documents
                ? documents.parked()
                : null;
    }

    @Override
    public CompletableFuture<List<DocumentVersion>> versions(long fromNumber, int limit) {
        ControlHub.Member member = member();
        if (member == null) {
            return CompletableFuture.failedFuture(new IOException(NOBODY));
        }
        return member.calls().history(fromNumber, limit).orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public List<DocumentProblem> validate(String text) throws IOException {
        return judge(text, current()).problems();
    }

    private record Judged(@Nullable PipelineDocument document, List<DocumentProblem> problems) {}

    private static Judged judge(String text, @Nullable Current current) {
        try {
            PipelineDocument document = PipelineConfigLoader.document(text, "document");
            List<DocumentProblem> problems = current == null
                    ? List.of()
                    : removals(
                            DocumentRules.document(
                                    new ControlDocument(current.version().hash(), current.text())),
                            document);
            return new Judged(document, problems);
        } catch (ConfigException e) {
            return new Judged(
                    null, e.problems().stream().map(DocumentProblem::of).toList());
        }
    }

    /** A moniker must not go without a word about what it has not delivered. */
    private static List<DocumentProblem> removals(PipelineDocument from, PipelineDocument to) {
        List<DocumentProblem> problems = new ArrayList<>();
        for (String name : from.monikers().keySet()) {
            if (!to.monikers().containsKey(name) && !to.retired().containsKey(name)) {
                problems.add(new DocumentProblem(
                        "monikers." + name,
                        "moniker " + name + " is removed, and nothing says what becomes of batches that it has not"
                                + " delivered",
                        "set retired." + name + ".undelivered to drain, drop or move=<moniker>"));
            }
        }
        return problems;
    }

    @Override
    public CompletableFuture<ChangeOutcome> propose(Proposal proposal) {
        ControlHub.Member member = member();
        if (member == null) {
            return CompletableFuture.completedFuture(new ChangeOutcome.Unavailable(NOBODY));
        }
        ControlDocument document;
        try {
            Judged judged = judge(proposal.text(), current());
            if (judged.document() == null || !judged.problems().isEmpty()) {
                return CompletableFuture.completedFuture(new ChangeOutcome.Invalid(judged.problems()));
            }
            document = DocumentText.of(judged.document());
            member.settings().store().write(document);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(
                    new ChangeOutcome.Unavailable("the storage cannot be used: " + e.getMessage()));
        }
        return ask(
                member,
                proposal.requestId(),
                proposal.expectedVersion(),
                document.hash(),
                proposal.who(),
                proposal.what());
    }

    @Override
    public CompletableFuture<ChangeOutcome> repeated(String requestId) {
        ControlHub.Member member = member();
        return member == null
                ? CompletableFuture.completedFuture(new ChangeOutcome.Unavailable(NOBODY))
                // No version has this number, so that a request that nobody knows becomes none.
                : ask(member, requestId, NO_VERSION, "", "", "");
    }

    private CompletableFuture<ChangeOutcome> ask(
            ControlHub.Member member, String requestId, long expected, String hash, String who, String what) {
        return member.calls()
                .propose(requestId, expected, hash, who, what)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((outcome, failure) -> {
                    if (outcome == null) {
                        member.calls().forget(requestId);
                    }
                    return outcome(outcome, failure);
                });
    }

    private static ChangeOutcome outcome(@Nullable ProposalOutcome outcome, @Nullable Throwable failure) {
        if (outcome instanceof ProposalOutcome.Done done) {
            return new ChangeOutcome.Done(done.version());
        } else if (outcome instanceof ProposalOutcome.Conflict conflict) {
            return new ChangeOutcome.Conflict(conflict.current());
        } else if (outcome instanceof ProposalOutcome.Refused refused) {
            return new ChangeOutcome.Refused(refused.reason());
        }
        return new ChangeOutcome.Unavailable(
                "the change was not decided, or its checkpoint did not complete, in time: " + failure);
    }
}
