package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the checkpoints of one phase take, from their trigger to the last acknowledgement of a task. Flink's summary covers the
 * life of a job, and its history the last ten, so this asks for the history time and again.
 */
final class CheckpointTimes implements AutoCloseable {
    /** At two checkpoints a second the history holds five seconds. */
    private static final long PERIOD_MILLIS = 2_000;

    private static final double MIDDLE = 0.5;
    private static final double NEARLY_ALL = 0.99;

    private final Callable<@Nullable JsonNode> statistics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<Long, Long> millisById = new TreeMap<>();
    private final long lastBefore;

    /** Begins with the next checkpoint. */
    CheckpointTimes(Callable<@Nullable JsonNode> statistics) {
        this.statistics = statistics;
        look();
        synchronized (this) {
            lastBefore = millisById.keySet().stream().max(Long::compare).orElse(0L);
            millisById.clear();
        }
        var unused = thread.scheduleAtFixedRate(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks a last time. */
    @Override
    public void close() {
        thread.shutdownNow();
        look();
    }

    private void look() {
        try {
            JsonNode answer = statistics.call();
            if (answer != null) {
                add(answer.path("history"));
            }
        } catch (Exception e) {
            // What this look misses, the next one may still see.
        }
    }

    private synchronized void add(JsonNode history) {
        for (JsonNode checkpoint : history) {
            long id = checkpoint.path("id").asLong();
            if (id > lastBefore && checkpoint.path("status").asText().equals("COMPLETED")) {
                millisById.put(id, checkpoint.path("end_to_end_duration").asLong());
            }
        }
    }

    synchronized int count() {
        return millisById.size();
    }

    long p50Millis() {
        return quantile(MIDDLE);
    }

    long p99Millis() {
        return quantile(NEARLY_ALL);
    }

    private synchronized long quantile(double share) {
        long[] sorted =
                millisById.values().stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
