package io.adxflow.sinks.kusto.cluster;

import io.adxflow.sinks.delivery.FailureKind;

/** Why something did not work at Azure: classified, in words that name no secret, with no cause that could hold one. */
public final class KustoFailure extends Exception {
    private final FailureKind kind;
    private final String text;
    private final boolean throttled;

    /** @param throttled true when the server said that it has too much to do */
    public KustoFailure(FailureKind kind, String message, boolean throttled) {
        super(Redaction.redact(message));
        this.text = Redaction.redact(message);
        this.kind = kind;
        this.throttled = throttled;
    }

    public FailureKind kind() {
        return kind;
    }

    public boolean throttled() {
        return throttled;
    }

    /** The message alone: it is what people get to read as the reason. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The class's name in front would tell them nothing.
    public String toString() {
        return text;
    }
}
