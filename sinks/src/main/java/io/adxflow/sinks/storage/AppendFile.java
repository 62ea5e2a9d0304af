package io.adxflow.sinks.storage;

import java.io.Closeable;
import java.io.IOException;

/** A file that only grows, written by one thread. What was appended is durable once {@link #sync} has returned. */
public interface AppendFile extends Closeable {

    /** Its name in the store, as given to {@link AppendStore#create}. */
    String name();

    /** Bytes appended so far. */
    long length();

    /**
     * Appends bytes, which the caller may reuse when this returns.
     *
     * @return the offset of the first one
     */
    long append(byte[] bytes, int offset, int length) throws IOException;

    /** Makes all that was appended durable and readable by any process. Blocks for the store's round trip. */
    void sync() throws IOException;

    /**
     * True when {@link #sync} ends the file, so that the next append needs a new one (object stores, where an object
     * appears whole or not at all).
     */
    boolean endsAtSync();

    /** Closes without making anything durable. Idempotent. */
    @Override
    void close() throws IOException;
}
