package io.adxflow.job.opamp;

/** What is said to a message. */
sealed interface Reply {
    /** @param isNeeded whether it says anything that an agent on a WebSocket has to hear */
    record Answer(byte[] bytes, boolean isNeeded) implements Reply {}

    /**
     * @param status of HTTP
     * @param retryAfterSeconds 0 when coming again does not help
     */
    record Refusal(int status, String message, int retryAfterSeconds) implements Reply {}
}
