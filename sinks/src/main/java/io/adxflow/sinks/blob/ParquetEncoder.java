package io.adxflow.sinks.blob;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.blob.parquet.ParquetRows;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;

/** Writes batches as Parquet, a few at a time, since each holds a row group. Thread-safe. */
final class ParquetEncoder implements BatchEncoder {
    /** Of one destination. */
    private static final int AT_ONCE = 2;

    private static final int INFLATE_BYTES = 64 << 10;

    private final Semaphore permits = new Semaphore(AT_ONCE, true);
    private final int rowGroupBytes;
    private final boolean nanoseconds;

    ParquetEncoder(BlobSettings settings) {
        this.rowGroupBytes = settings.rowGroupBytes();
        this.nanoseconds = settings.nanoseconds();
    }

    @Override
    public void write(SealedBatch batch, BatchContent content, OutputStream out) throws Exception {
        permits.acquire();
        try (InputStream csv = new GZIPInputStream(content.stream(), INFLATE_BYTES)) {
            ParquetRows.write(
                    TableSchema.parse(batch.key().schema()),
                    csv,
                    out,
                    rowGroupBytes,
                    nanoseconds,
                    Map.of(
                            "adxflow.batch",
                            batch.batchId(),
                            "adxflow.schema",
                            batch.key().schema()));
        } finally {
            permits.release();
        }
    }

    @Override
    public String version() {
        return ParquetRows.VERSION;
    }
}
