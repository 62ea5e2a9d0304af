package io.adxflow.sinks.azure;

import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;

/** Why something did not work at Azure: classified, in words that name no secret, with no cause that could hold one. */
public final class AzureFailure extends Exception {
    private static final int MAX_TEXT = 400;

    private final FailureKind kind;
    private final FailureScope scope;
    private final String text;
    private final boolean throttled;

    /** One that concerns the whole cluster. */
    public AzureFailure(FailureKind kind, String message, boolean throttled) {
        this(kind, FailureScope.DESTINATION, message, throttled);
    }

    /** @param throttled true when the server said that it has too much to do */
    public AzureFailure(FailureKind kind, FailureScope scope, String message, boolean throttled) {
        super(Redaction.redact(message));
        this.scope = scope;
        this.text = Redaction.redact(message);
        this.kind = kind;
        this.throttled = throttled;
    }

    /** Something about the whole destination that people must mend. */
    public static AzureFailure configuration(String message) {
        return new AzureFailure(FailureKind.CONFIGURATION, message, false);
    }

    /** What a throwable came of at first. */
    public static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** What a throwable says: one line, at most 400 characters and three dots, without secrets. */
    public static String text(Throwable thrown) {
        String message = thrown.getMessage();
        String text = message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
        text = Redaction.redact(text.replaceAll("\\s+", " ").strip());
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    }

    public FailureKind kind() {
        return kind;
    }

    public FailureScope scope() {
        return scope;
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
