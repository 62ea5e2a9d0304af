package io.adxflow.sources.auth;

/** What was found of a credential. */
public sealed interface AuthVerdict {
    /** It is good. What it proves is remembered for a few seconds, after which it is asked for again. */
    record Accepted(Identity identity) implements AuthVerdict {}

    /**
     * It was good once, and the time of grace is over. Answered with 503 and {@code Retry-After}, never with 401: senders drop what
     * they hold after a 401.
     *
     * @param retryAfterSeconds when to come again, with a new one
     */
    record Expired(Identity identity, int retryAfterSeconds) implements AuthVerdict {}

    /**
     * Nobody can say now: what it is to be held against is not there. Answered with 503 and {@code Retry-After}.
     *
     * @param reason in words for the sender and the log; says nothing of the credential's text
     */
    record Undecided(String reason) implements AuthVerdict {}

    /**
     * It was never issued, or was revoked: 401.
     *
     * @param reason in words for the log; says nothing of the credential's text
     */
    record Refused(String reason) implements AuthVerdict {}
}
