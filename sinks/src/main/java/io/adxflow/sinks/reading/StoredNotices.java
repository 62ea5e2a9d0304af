package io.adxflow.sinks.reading;

import java.io.IOException;
import java.util.List;

/** A queue of messages about blobs. What is received stays there, hidden, until it is deleted. Failures are {@link IOException}s. One thread. */
public interface StoredNotices extends AutoCloseable {

    /**
     * A message.
     *
     * @param id the same however often it is received
     * @param receipt by which it is deleted; void when it is received again
     */
    record Message(String id, String receipt, String text) {}

    /** Some messages, none when there are none; each is hidden from others for a while. */
    List<Message> receive() throws IOException, InterruptedException;

    /** Deletes a message; does nothing when it is gone, or was received again since. */
    void delete(String id, String receipt) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
