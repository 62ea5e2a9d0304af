package io.adxflow.job.listen;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.listen.UnreadableException;
import java.io.Closeable;
import java.io.IOException;

/** The rows of one blob, one after the other. One thread. */
interface RowCursor extends Closeable {

    /** The columns that the rows are written in, {@code name:type,…}. */
    String schema();

    /**
     * Appends the next row as CSV with its line feed; false at the end.
     *
     * @throws IOException when the storage, or what decodes the blob, failed
     * @throws UnreadableException when it is no row
     */
    boolean next(ByteBuilder to) throws IOException, UnreadableException;
}
