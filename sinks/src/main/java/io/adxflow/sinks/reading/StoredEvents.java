package io.adxflow.sinks.reading;

import java.io.IOException;

/** The events of one moniker: a hub or topic. Thread-safe; its readers are not. */
public interface StoredEvents extends AutoCloseable {

    /** For messages. */
    String topic();

    /**
     * A reader of committed events, with no partitions yet.
     *
     * @param group whose committed positions it goes on from, and commits
     */
    EventPositions read(String group) throws IOException;

    @Override
    default void close() {}
}
