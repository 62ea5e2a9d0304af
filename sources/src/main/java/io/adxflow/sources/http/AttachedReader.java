package io.adxflow.sources.http;

/**
 * One reader, as the server sees it.
 *
 * @param job whose reader it is; readers of two jobs cannot share a listener
 * @param subtask orders the readers, so that the same body meets the same reader after a restart
 * @param refusals counts what the server refused; called on event-loop threads
 */
record AttachedReader(String job, int subtask, ReaderQueue queue, IngestTargets targets, RefusalCounter refusals) {

    /** Counts requests that were refused; thread-safe. */
    @FunctionalInterface
    interface RefusalCounter {
        void count(Refusal reason, long requests);
    }
}
