package io.adxflow.sources.control;

/** What became of a proposal that was decided. */
public sealed interface ProposalOutcome {

    /**
     * It is a version, in a completed checkpoint: every reader applies it before its next request. Unless another came since, it
     * is in force.
     */
    record Done(DocumentVersion version) implements ProposalOutcome {}

    /** It is none: another version than the expected one is in force. */
    record Conflict(DocumentVersion current) implements ProposalOutcome {}

    /** It is none, and will not be one. */
    record Refused(String reason) implements ProposalOutcome {}
}
