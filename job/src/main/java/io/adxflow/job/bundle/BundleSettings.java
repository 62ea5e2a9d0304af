package io.adxflow.job.bundle;

import io.adxflow.job.rows.RowSettings;
import io.adxflow.sinks.batch.BatchOptions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.http.IngestSettings;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a {@link RowBundler} needs to know, sizes in bytes.
 *
 * @param storage where the body logs lie
 * @param bodiesFolder in which folder of it; each bundler of a job has its own
 * @param logFileBytes size at which a log file is rolled
 * @param memoryBytes heap for rows not yet cut, all readers of a JVM together
 * @param chunkBytes CSV bytes at which a dense table is cut
 * @param maxChunkBytes CSV bytes at which any table is cut
 * @param minRowsPerSeries what makes a table dense
 * @param smallTableBytes CSV bytes per batch, over all readers, under which a table may wait longer
 * @param encoder who deflates chunks
 * @param deflateLevel 1 to 9
 * @param maxAgeMillis age of the oldest row at which a batch should be committed
 * @param smallMaxAgeMillis the same for small tables
 * @param rememberedBodies body hashes kept per reader to recognise retries
 * @param maxDecompressedBytes bodies that decompress to more are refused
 * @param decodeMemoryShare part of the heap for what decoders hold, all readers of a JVM together
 * @param archive whether every accepted body goes to the archive output
 * @param encryptionKeyFile with keys for the body log; empty for one in clear
 */
public record BundleSettings(
        StorageSettings storage,
        String bodiesFolder,
        long logFileBytes,
        long memoryBytes,
        long chunkBytes,
        long maxChunkBytes,
        int minRowsPerSeries,
        long smallTableBytes,
        EncoderKind encoder,
        int deflateLevel,
        long maxAgeMillis,
        long smallMaxAgeMillis,
        int rememberedBodies,
        int maxDecompressedBytes,
        double decodeMemoryShare,
        boolean archive,
        RowSettings rows,
        String encryptionKeyFile)
        implements Serializable {

    private static final double LEAST_SHARE = 0.02;
    private static final double MOST_SHARE = 0.6;

    /** Reads {@link BundleOptions}, and what bundling shares with batching and receiving. */
    public static BundleSettings from(ReadableConfig config) {
        Duration maxAge = config.get(BatchOptions.MAX_AGE);
        Duration smallMaxAge = config.getOptional(BatchOptions.SMALL_MAX_AGE).orElse(maxAge.multipliedBy(2));
        IngestSettings ingest = IngestSettings.from(config);
        return new BundleSettings(
                StorageSettings.from(config),
                "bodies",
                config.get(BundleOptions.LOG_FILE_SIZE).getBytes(),
                config.get(BundleOptions.MEMORY).getBytes(),
                config.get(BundleOptions.CHUNK_SIZE).getBytes(),
                config.get(BundleOptions.CHUNK_MAX_SIZE).getBytes(),
                config.get(BundleOptions.CHUNK_MIN_DENSITY),
                config.get(BatchOptions.MIN_SIZE).getBytes(),
                config.get(BundleOptions.CHUNK_ENCODER),
                config.get(BundleOptions.DEFLATE_LEVEL),
                maxAge.toMillis(),
                smallMaxAge.toMillis(),
                ingest.rememberedBodies(),
                ingest.maxDecompressedBytes(),
                decodeMemoryShare(config),
                config.get(BundleOptions.ARCHIVE),
                RowSettings.from(config),
                config.get(BundleOptions.ENCRYPTION_KEY_FILE));
    }

    /** With body logs in another folder. */
    public BundleSettings withBodiesIn(String folder) {
        return new BundleSettings(
                storage,
                folder,
                logFileBytes,
                memoryBytes,
                chunkBytes,
                maxChunkBytes,
                minRowsPerSeries,
                smallTableBytes,
                encoder,
                deflateLevel,
                maxAgeMillis,
                smallMaxAgeMillis,
                rememberedBodies,
                maxDecompressedBytes,
                decodeMemoryShare,
                archive,
                rows,
                encryptionKeyFile);
    }

    private static double decodeMemoryShare(ReadableConfig config) {
        double share = config.get(IngestOptions.DECODE_MEMORY_SHARE);
        if (!(share >= LEAST_SHARE && share <= MOST_SHARE)) {
            throw new IllegalArgumentException(IngestOptions.DECODE_MEMORY_SHARE.key() + ": " + share + " (expected: "
                    + LEAST_SHARE + " to " + MOST_SHARE + ")");
        }
        return share;
    }
}
