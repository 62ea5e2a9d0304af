package io.adxflow.sources.http;

import java.io.Serializable;

/** What goes on beside a reader for as long as it lives, in its process. */
@FunctionalInterface
public interface ReaderCompanion extends Serializable {
    /** Nothing. */
    ReaderCompanion NONE = () -> () -> {};

    /** Begins; called once for each reader, on its task's thread. */
    Running begin();

    /** To be closed with the reader; throws nothing. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }
}
