package io.adxflow.sinks.blob;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.OutputStream;

/** Writes a batch as a format has it. The bytes are the same at each attempt, in whatever process of one build. Thread-safe. */
interface BatchEncoder {
    /** @throws Exception of the content, or {@link io.adxflow.sinks.blob.parquet.BadRowException} */
    void write(SealedBatch batch, BatchContent content, OutputStream out) throws Exception;

    /** Four characters that change whenever the bytes of a batch would: part of the ids of blocks. */
    String version();

    /** gzipped CSV, as it is stored. */
    BatchEncoder CSV = new BatchEncoder() {
        @Override
        public void write(SealedBatch batch, BatchContent content, OutputStream out) throws Exception {
            content.writeTo(out);
        }

        @Override
        public String version() {
            return "csv1";
        }
    };
}
