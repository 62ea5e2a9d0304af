package io.adxflow.job.kusto;

import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What queries of clients may take.
 *
 * @param memoryBytes all together, outside the heap
 * @param concurrent that run at once
 * @param timeout of one, unless it asks for another
 */
public record QuerySettings(long memoryBytes, int concurrent, Duration timeout) {
    private static final long LEAST_MEMORY = 64L << 20;
    private static final int MOST_CONCURRENT = 64;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws IllegalArgumentException for a value that cannot be; the message is for users */
    public static QuerySettings from(ReadableConfig options) {
        long memory = options.get(QueryOptions.MEMORY).getBytes();
        if (memory < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    QueryOptions.MEMORY.key() + ": " + memory + " bytes (expected: at least 64 mb)");
        }
        int concurrent = options.get(QueryOptions.MAX_CONCURRENT);
        if (concurrent < 1 || concurrent > MOST_CONCURRENT) {
            throw new IllegalArgumentException(QueryOptions.MAX_CONCURRENT.key() + ": " + concurrent
                    + " (expected: 1 to " + MOST_CONCURRENT + ")");
        }
        Duration timeout = options.get(QueryOptions.TIMEOUT);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    QueryOptions.TIMEOUT.key() + ": " + timeout.toMillis() + " ms (expected: 1 s to 1 h)");
        }
        return new QuerySettings(memory, concurrent, timeout);
    }
}
