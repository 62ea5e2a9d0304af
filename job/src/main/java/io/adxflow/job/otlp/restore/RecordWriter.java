package io.adxflow.job.otlp.restore;

import io.adxflow.job.tables.ByteBuilder;

/** Writes the record of the row at hand. */
interface RecordWriter {

    /** Appends its message, or a part of it when it cannot be written. */
    void write(ByteBuilder to) throws UnreadableRowException;
}
