package io.adxflow.sinks.eventhubs;

/** Told where a delivery is; for tests, which end it there. */
interface Steps {
    /** Where a process may die. */
    enum Step {
        BEFORE_EVENTS,
        AFTER_EVENTS,
        AFTER_MARKER,
        AFTER_COMMIT
    }

    void at(Step step);

    /** Nobody cares. */
    static Steps none() {
        return step -> {};
    }
}
