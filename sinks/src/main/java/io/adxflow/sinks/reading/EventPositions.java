package io.adxflow.sinks.reading;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads events from positions in partitions. Failures are {@link IOException}s, behind which a new one is to be made. One thread. */
public interface EventPositions extends AutoCloseable {

    /**
     * An event.
     *
     * @param position in its partition, ascending
     * @param value null when it has none
     * @param headers as text
     */
    record StoredEvent(int partition, long position, byte @Nullable [] value, Map<String, String> headers) {
        public StoredEvent {
            headers = Map.copyOf(headers);
        }
    }

    /** The partitions that there are now. */
    List<Integer> partitions() throws IOException, InterruptedException;

    /**
     * Reads these from now on.
     *
     * @param from the next position of each; null for where the group is, or else the oldest event; below 0 for the oldest event
     */
    void seek(Map<Integer, @Nullable Long> from) throws IOException, InterruptedException;

    /** What has come, some hundreds at most; waits at most so long for the first. */
    List<StoredEvent> poll(Duration wait) throws IOException, InterruptedException;

    /** Commits next positions to the group. */
    void commit(Map<Integer, Long> next) throws IOException, InterruptedException;

    @Override
    void close();
}
