package io.adxflow.job.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.control.ControlPlane.ChangeOutcome;
import io.adxflow.job.control.ControlPlane.Current;
import io.adxflow.job.control.ControlPlane.Proposal;
import io.adxflow.job.control.DocumentProblem;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.sources.control.DocumentVersion;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes answers of requests, apart from HTTP. What it returns at once may have blocked for a read of the storage; what it returns as
 * a future waits for a checkpoint.
 */
final class ControlApi {
    private static final String NOBODY = "no reader of the job runs in this process; ask again, or another TaskManager";
    private static final int MAX_VERSIONS = 1_000;

    private final ControlPlane plane;

    ControlApi(ControlPlane plane) {
        this.plane = plane;
    }

    /** An answer instead of the one that was wanted. */
    private static final class Refusal extends Exception {
        private final transient WebAnswer answer;

        Refusal(WebAnswer answer) {
            super("refused");
            this.answer = answer;
        }
    }

    private interface Work {
        WebAnswer run() throws IOException, Refusal;
    }

    private static WebAnswer answering(Work work) {
        try {
            return work.run();
        } catch (Refusal refusal) {
            return refusal.answer;
        } catch (IOException e) {
            return unavailable("the storage cannot be read: " + e.getMessage());
        }
    }

    private Current current() throws IOException, Refusal {
        Current current = plane.current();
        if (current == null) {
            throw new Refusal(unavailable(NOBODY));
        }
        return current;
    }

    private static WebAnswer unavailable(String detail) {
        return ControlAnswers.problem(503, "Not now", detail).with("Retry-After", "1");
    }

    /** The whole, a section, or an entry. */
    WebAnswer read(ControlRequest request) {
        return answering(() -> {
            Current current = current();
            DocumentTree tree = DocumentTree.parse(current.text());
            JsonNode value = request.section().isEmpty()
                    ? tree.root()
                    : request.name().isEmpty()
                            ? tree.section(request.section())
                            : tree.entry(request.section(), request.name());
            if (value == null) {
                return absent(request);
            }
            return ControlAnswers.of(200, value, request.accept()).with("ETag", ControlAnswers.tag(current.version()));
        });
    }

    private static WebAnswer absent(ControlRequest request) {
        return ControlAnswers.problem(
                404, "Not found", request.section() + "." + request.name() + " is not in the document");
    }

    /** What is wrong with the document in the body. */
    WebAnswer validate(ControlRequest request) {
        return answering(() -> problems(plane.validate(request.body()), request.accept()));
    }

    private static WebAnswer problems(List<DocumentProblem> problems, @Nullable String accept) {
        if (!problems.isEmpty()) {
            return invalid(problems);
        }
        ObjectNode none = ControlAnswers.object();
        none.set("problems", ControlAnswers.problems(problems));
        return ControlAnswers.of(200, none, accept);
    }

    private static WebAnswer invalid(List<DocumentProblem> problems) {
        return ControlAnswers.problem(
                422,
                "The document is wrong",
                problems.size() + (problems.size() == 1 ? " problem" : " problems"),
                problems);
    }

    /** The history, newest first. */
    CompletableFuture<WebAnswer> versions(ControlRequest request) {
        return plane.versions(Long.MAX_VALUE, MAX_VERSIONS).handle((versions, failure) -> {
            if (versions == null) {
                return unavailable(String.valueOf(failure));
            }
            ObjectNode body = ControlAnswers.object();
            ArrayNode list = body.putArray("versions");
            versions.forEach(version -> list.add(ControlAnswers.version(version)));
            return ControlAnswers.of(200, body, request.accept());
        });
    }

    /** One version with its document; the request's name is its number. */
    CompletableFuture<WebAnswer> version(ControlRequest request) {
        if (!request.name().matches("\\d{1,18}")) {
            return CompletableFuture.completedFuture(
                    ControlAnswers.problem(404, "Not found", "a version is a number, and not " + request.name()));
        }
        long number = Long.parseLong(request.name());
        return plane.versions(number, 1)
                .handle((versions, failure) -> versions == null
                        ? unavailable(String.valueOf(failure))
                        : answering(() -> version(number, versions, request.accept())));
    }

    private WebAnswer version(long number, List<DocumentVersion> versions, @Nullable String accept) throws IOException {
        if (versions.isEmpty() || versions.get(0).number() != number) {
            return ControlAnswers.problem(404, "Not found", "there is no version " + number + " in the history");
        }
        DocumentVersion version = versions.get(0);
        ObjectNode body = ControlAnswers.version(version);
        String text = plane.document(version.hash());
        if (text != null) {
            body.set("document", DocumentTree.parse(text).root());
        }
        return ControlAnswers.of(200, body, accept);
    }

    /** Changes the whole or an entry to what the body says, or takes an entry away when {@code delete}. */
    CompletableFuture<WebAnswer> change(ControlRequest request, boolean delete) {
        Change change;
        try {
            CompletableFuture<WebAnswer> known = repeated(request);
            if (known != null) {
                return known;
            }
            change = judge(request, delete);
            if (request.dryRun()) {
                return CompletableFuture.completedFuture(problems(plane.validate(change.text), request.accept()));
            }
        } catch (Refusal refusal) {
            return CompletableFuture.completedFuture(refusal.answer);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(unavailable("the storage cannot be read: " + e.getMessage()));
        }
        String key = request.idempotencyKey();
        return plane.propose(new Proposal(
                        change.text,
                        change.replaced.number(),
                        key == null ? UUID.randomUUID().toString() : key,
                        request.who(),
                        change.what))
                .thenApply(outcome -> answer(outcome, request, change.created && !delete));
    }

    /**
     * A change with a name whose version is in force no more, or not yet here: it may have been made already, and its answer lost.
     * Null for what is to be judged as a new one.
     */
    private @Nullable CompletableFuture<WebAnswer> repeated(ControlRequest request) throws IOException, Refusal {
        String key = request.idempotencyKey();
        String ifMatch = request.ifMatch();
        DocumentVersion current = current().version();
        if (request.dryRun()
                || key == null
                || ifMatch == null
                || ifMatch.strip().equals(ControlAnswers.tag(current))) {
            return null;
        }
        if (ControlAnswers.number(ifMatch) > current.number()) {
            throw new Refusal(unavailable("this process has not heard of " + ifMatch.strip()
                    + "; ask again, and when that stays so, read the document anew: a failure took that version back"));
        }
        return plane.repeated(key).thenApply(outcome -> answer(outcome, request, false));
    }

    private record Change(String text, DocumentVersion replaced, boolean created, String what) {}

    private Change judge(ControlRequest request, boolean delete) throws IOException, Refusal {
        Current current = current();
        if (!request.dryRun()) {
            match(request.ifMatch(), current.version());
        }
        DocumentTree tree = DocumentTree.parse(current.text());
        String what = (delete ? "DELETE " : "PUT ")
                + (request.section().isEmpty() ? "pipeline" : request.section() + "/" + request.name());
        boolean there = request.name().isEmpty() || tree.entry(request.section(), request.name()) != null;
        if (delete) {
            if (!there) {
                throw new Refusal(absent(request));
            }
            DocumentTree less = tree.without(request.section(), request.name());
            String undelivered = request.undelivered();
            if (undelivered != null && request.section().equals("monikers")) {
                less = less.retired(request.name(), undelivered);
            }
            return new Change(less.toJson(), current.version(), false, what);
        }
        try {
            DocumentTree next = request.section().isEmpty()
                    ? DocumentTree.parse(request.body())
                    : tree.with(request.section(), request.name(), DocumentTree.object(request.body()));
            // As it was written: messages name its lines.
            String text = request.section().isEmpty() ? request.body() : next.toJson();
            return new Change(text, current.version(), !there, what);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ControlAnswers.problem(400, "Cannot be read", String.valueOf(e.getMessage())));
        }
    }

    private static void match(@Nullable String ifMatch, DocumentVersion current) throws Refusal {
        String tag = ControlAnswers.tag(current);
        if (ifMatch == null) {
            throw new Refusal(ControlAnswers.problem(
                            428,
                            "If-Match is missing",
                            "send the ETag of what you have read, so that a change by somebody else is not lost")
                    .with("ETag", tag));
        }
        if (!ifMatch.strip().equals(tag)) {
            throw new Refusal(conflict(current));
        }
    }

    private static WebAnswer conflict(DocumentVersion current) {
        return ControlAnswers.problem(
                        412,
                        "Somebody else was first",
                        "version " + current.number() + " is in force, by " + current.who() + ": " + current.what())
                .with("ETag", ControlAnswers.tag(current));
    }

    private static WebAnswer answer(ChangeOutcome outcome, ControlRequest request, boolean created) {
        if (outcome instanceof ChangeOutcome.Done done) {
            ObjectNode body = ControlAnswers.version(done.version());
            return ControlAnswers.of(created ? 201 : 200, body, request.accept())
                    .with("ETag", ControlAnswers.tag(done.version()));
        } else if (outcome instanceof ChangeOutcome.Conflict conflict) {
            return conflict(conflict.current());
        } else if (outcome instanceof ChangeOutcome.Invalid invalid) {
            return invalid(invalid.problems());
        } else if (outcome instanceof ChangeOutcome.Refused refused) {
            return ControlAnswers.problem(409, "Not by this way", refused.reason());
        }
        return unavailable(((ChangeOutcome.Unavailable) outcome).reason()
                + "; repeat it with the same If-Match and Idempotency-Key");
    }
}
