package io.adxflow.job.handshake;

import io.adxflow.job.control.DocumentProblem;
import java.util.List;

/** What becomes of a hand-shake. */
public sealed interface HandshakeOutcome {
    /** It is granted. */
    record Granted(HandshakeGrant grant) implements HandshakeOutcome {}

    /**
     * It is not.
     *
     * @param status of HTTP
     * @param problems the parts of it, may be empty
     */
    record Refused(int status, String title, String detail, List<DocumentProblem> problems)
            implements HandshakeOutcome {
        Refused(int status, String title, String detail) {
            this(status, title, detail, List.of());
        }
    }
}
