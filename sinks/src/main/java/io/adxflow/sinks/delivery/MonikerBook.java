package io.adxflow.sinks.delivery;

import java.io.IOException;
import java.io.Serializable;

/** What monikers were by the definitions that batches name. Blocks; never called on a task's own thread. Thread-safe. */
public interface MonikerBook extends Serializable {
    /** Knows none. */
    MonikerBook NONE = Nobody.INSTANCE;

    /**
     * A definition that was in force once.
     *
     * @throws java.io.FileNotFoundException when there is none of that name
     * @throws IOException when it cannot be read
     */
    MonikerSpec definition(String moniker, String definition) throws IOException;

    /** See {@link #NONE}. */
    enum Nobody implements MonikerBook {
        INSTANCE;

        @Override
        public MonikerSpec definition(String moniker, String definition) throws IOException {
            throw new java.io.FileNotFoundException(definition);
        }
    }
}
