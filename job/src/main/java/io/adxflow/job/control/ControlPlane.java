package io.adxflow.job.control;

import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.control.DocumentVersion;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads and changes the control document of the job that runs in this process. Thread-safe; {@link #validate} may take milliseconds. */
public interface ControlPlane {

    /** What is in force, as a reader of this process has heard; null while none runs. Blocks for a read of the storage. */
    @Nullable
    Current current() throws IOException;

    /** The document of a version, or null when there is none of this hash. Blocks. */
    @Nullable
    String document(String hash) throws IOException;

    /** Where the job tells of its parked batches and takes orders about them; null while no reader of it runs in this process. */
    @Nullable
    AppendStore parked();

    /**
     * The history, newest first.
     *
     * @param fromNumber the newest version wanted
     * @param limit how many at most
     */
    CompletableFuture<List<DocumentVersion>> versions(long fromNumber, int limit);

    /**
     * Says what is wrong with a document that would replace the one in force; empty when nothing is.
     *
     * @param text YAML or JSON, with the sections of a pipeline file that are the document
     */
    List<DocumentProblem> validate(String text) throws IOException;

    /** What versions the job's tables have; null while no reader runs. Its methods may block. */
    default @Nullable TableVersions tableVersions() {
        return null;
    }

    /** Changes the document, unless another change came first. Never completes exceptionally. */
    CompletableFuture<ChangeOutcome> propose(Proposal proposal);

    /**
     * Tells what became of a change that was proposed before, by its request id; a conflict when it is no version. Never completes
     * exceptionally.
     */
    CompletableFuture<ChangeOutcome> repeated(String requestId);

    /**
     * What is in force.
     *
     * @param text the canonical form
     */
    record Current(DocumentVersion version, String text) {}

    /**
     * A change.
     *
     * @param text the whole document, YAML or JSON
     * @param expectedVersion number of the version that it replaces
     * @param requestId the same for every repetition of one change, whatever process it is sent to
     * @param who for people
     * @param what for people
     */
    record Proposal(String text, long expectedVersion, String requestId, String who, String what) {}

    /** What became of a change. */
    sealed interface ChangeOutcome {

        /** It is in a completed checkpoint, and every reader applies it before its next request. */
        record Done(DocumentVersion version) implements ChangeOutcome {}

        /** Another version than the expected one is in force. */
        record Conflict(DocumentVersion current) implements ChangeOutcome {}

        /** The document is wrong. */
        record Invalid(List<DocumentProblem> problems) implements ChangeOutcome {}

        /** It may not be changed this way. */
        record Refused(String reason) implements ChangeOutcome {}

        /** Nobody knows: to be repeated with the same request id and expected version. */
        record Unavailable(String reason) implements ChangeOutcome {}
    }
}
