package io.adxflow.sinks.kusto.confirm;

/**
 * What to do about a line of the status table.
 *
 * @param reason what is to be said of it, empty when nothing
 */
record Ruling(Action action, String reason) {

    /** What to do. */
    enum Action {
        /** Nothing yet: the verdict, or the time for the next attempt, is to come. */
        WAIT,
        /** Nothing either, but it takes too long. */
        OVERDUE,
        /** The rows are in the table: count and forget. */
        FORGET,
        /** Send the message once more. */
        SEND_AGAIN,
        /** Keep the bytes among the dead batches, count, and forget. */
        SET_ASIDE,
        /** Remove what no batch belongs to. */
        REMOVE
    }

    static Ruling of(Action action) {
        return new Ruling(action, "");
    }
}
