package io.adxflow.sinks.batch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of a {@code directory} destination's files: {@code <batch id>.t<min>_<max>.csv.gz}, the smallest and largest row
 * timestamp in epoch milliseconds (a finer timestamp counts for the millisecond that it lies in), so that a listing tells which
 * files a range of time can be in. Files of earlier versions have no range: {@code <batch id>.csv.gz}.
 */
public final class BatchFiles {
    /** What every file's name ends with. */
    public static final String ENDING = ".csv.gz";

    private static final Pattern RANGE = Pattern.compile("\\.t(-?\\d{1,18})_(-?\\d{1,18})\\.csv\\.gz");

    private BatchFiles() {}

    /** Row timestamps in epoch milliseconds, both inclusive. */
    public record Range(long minMillis, long maxMillis) {}

    /** The name of a batch's file. */
    public static String name(SealedBatch batch) {
        return batch.batchId() + ".t" + batch.minTimestampMillis() + "_" + batch.maxTimestampMillis() + ENDING;
    }

    /** The name by which earlier versions committed the same batch. */
    public static String nameWithoutRange(SealedBatch batch) {
        return batch.batchId() + ENDING;
    }

    /** The range of time in a file's name, or null when it tells none. */
    public static @Nullable Range range(String fileName) {
        int dot = fileName.indexOf('.');
        Matcher range = RANGE.matcher(dot < 0 ? "" : fileName.substring(dot));
        return range.matches() ? new Range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2))) : null;
    }

    /** The schema id of a file, as in {@code _schema.json}. */
    public static String schemaId(String fileName) {
        int dot = fileName.indexOf('.');
        return BatchIds.schemaIdOf(dot < 0 ? fileName : fileName.substring(0, dot));
    }
}
