package io.adxflow.sources.limits;

/** Whether a request may come in. */
public sealed interface Admission {
    Admission YES = new Yes();

    /** It may. */
    record Yes() implements Admission {}

    /**
     * It may not.
     *
     * @param message for the sender: namespace, value, option
     * @param waitSeconds until the namespace has anything again, at least 1
     */
    record No(String message, int waitSeconds) implements Admission {}
}
