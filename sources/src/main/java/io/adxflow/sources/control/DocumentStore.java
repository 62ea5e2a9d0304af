package io.adxflow.sources.control;

import java.io.IOException;
import java.io.Serializable;
import java.util.Set;

/** Where documents lie, each under its hash, for whoever names one: readers, the body log's replay, people. Blocks. Thread-safe. */
public interface DocumentStore extends Serializable {

    /**
     * Writes a document that may be there already, whole or not at all; durable when this returns. Either way it counts as written now.
     */
    void write(ControlDocument document) throws IOException;

    /**
     * Deletes documents that were written long ago.
     *
     * @param named hashes of those that stay
     * @param beforeMillis those written at or after this stay too, epoch milliseconds
     * @return how many went
     */
    int deleteOthers(Set<String> named, long beforeMillis) throws IOException;

    /**
     * Reads a document.
     *
     * @throws java.io.FileNotFoundException when there is none of this hash
     * @throws IOException when it cannot be read, or is not what its hash says
     */
    ControlDocument read(String hash) throws IOException;
}
