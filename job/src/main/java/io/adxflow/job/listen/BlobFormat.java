package io.adxflow.job.listen;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a blob is written, by the end of its name: {@code .csv}, {@code .jsonl}, {@code .ndjson}, {@code .json} or {@code .parquet}, and {@code .gz} or
 * {@code .zst} behind it.
 */
record BlobFormat(Rows rows, Compression compression) {
    private static final int BUFFER_BYTES = 64 << 10;

    /** What is in it. */
    enum Rows {
        CSV,
        JSON,
        PARQUET;

        /** Null when there is none of that name. */
        static @Nullable Rows of(String name) {
            return switch (name) {
                case "csv" -> CSV;
                case "jsonl", "ndjson", "json" -> JSON;
                case "parquet" -> PARQUET;
                default -> null;
            };
        }
    }

    /** What is around it. */
    enum Compression {
        NONE,
        GZIP,
        ZSTD
    }

    /**
     * The format of a blob.
     *
     * @param rows what an option says, or null
     * @return null when nothing says it
     */
    static @Nullable BlobFormat of(String name, @Nullable Rows rows) {
        String lower = name.toLowerCase(Locale.ROOT);
        Compression compression = Compression.NONE;
        if (lower.endsWith(".gz") || lower.endsWith(".zst")) {
            compression = lower.endsWith(".gz") ? Compression.GZIP : Compression.ZSTD;
            lower = lower.substring(0, lower.lastIndexOf('.'));
        }
        Rows named = rows != null ? rows : Rows.of(lower.substring(lower.lastIndexOf('.') + 1));
        return named == null ? null : new BlobFormat(named, compression);
    }

    /** The rows' text. */
    InputStream decompress(InputStream in) throws IOException {
        return switch (compression) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(in);
        };
    }
}
