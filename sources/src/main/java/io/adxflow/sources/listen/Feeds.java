package io.adxflow.sources.listen;

import java.io.IOException;

/** Reads the splits of one input. Thread-safe. */
public interface Feeds extends AutoCloseable {

    /**
     * Begins to read a split behind its position.
     *
     * @throws IOException when that did not work now; it is tried again
     * @throws UnreadableException when it never will
     */
    Feed open(ListenSplit split) throws IOException, UnreadableException, InterruptedException;

    @Override
    default void close() throws Exception {}
}
