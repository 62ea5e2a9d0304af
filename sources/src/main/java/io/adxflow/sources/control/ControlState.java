package io.adxflow.sources.control;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator's checkpoint holds. Immutable.
 *
 * @param submittedHash of the document that the job was last submitted with, empty before the first one
 * @param history oldest first, at most {@value #MAX_HISTORY}; its last entry is the version in force
 */
public record ControlState(String submittedHash, List<DocumentVersion> history) {
    static final int MAX_HISTORY = 1_000;

    /** Of a job that is new, or was written by a build without versions. */
    static final ControlState NONE = new ControlState("", List.of());

    public ControlState {
        history = List.copyOf(history);
    }

    /** The version in force, or null before there is one. */
    @Nullable
    DocumentVersion current() {
        return history.isEmpty() ? null : history.get(history.size() - 1);
    }

    long nextNumber() {
        DocumentVersion current = current();
        return current == null ? 1 : current.number() + 1;
    }

    /** The version that a request became, or null. */
    @Nullable
    DocumentVersion ofRequest(String requestId) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).requestId().equals(requestId)) {
                return history.get(i);
            }
        }
        return null;
    }

    ControlState with(DocumentVersion next) {
        List<DocumentVersion> longer = new ArrayList<>(history);
        longer.add(next);
        return new ControlState(submittedHash, longer.subList(Math.max(0, longer.size() - MAX_HISTORY), longer.size()));
    }

    ControlState submittedWith(String hash) {
        return new ControlState(hash, history);
    }
}
