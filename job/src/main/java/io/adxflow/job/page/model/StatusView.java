package io.adxflow.job.page.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline's state, as {@code GET /api/v1/status} tells it in JSON. Times are ISO 8601, rates are per second and smoothed over some
 * seconds, ages are seconds.
 *
 * @param state {@code ok}, {@code waiting} before anything has arrived, {@code starting}, {@code attention}
 * @param summary one sentence
 * @param namespaces the busiest, of {@code namespaceCount}; senders and tables likewise
 */
public record StatusView(
        String at,
        String state,
        String summary,
        boolean ok,
        String version,
        Totals totals,
        Control control,
        Checkpoints checkpoints,
        List<Trouble> troubles,
        List<MonikerView> monikers,
        int namespaceCount,
        List<NamespaceView> namespaces,
        List<SubscriptionView> subscriptions,
        int senderCount,
        List<SenderView> senders,
        List<Listener> listeners,
        int tableCount,
        List<TableView> tables,
        List<RefusalView> refusals,
        Agents agents,
        List<ProcessView> processes) {

    /**
     * The job as a whole.
     *
     * @param rowsPerSecond taken in
     * @param acknowledgeMillisP99 of the newest answers; 0 before the first
     * @param oldestSeconds age of the oldest row that is not delivered
     * @param backlogBytes compressed, standby stores included
     */
    public record Totals(
            double rowsPerSecond,
            double requestsPerSecond,
            double bytesPerSecond,
            double deliveredRowsPerSecond,
            double deliveredBytesPerSecond,
            double refusalsPerSecond,
            double receivedRequests,
            double rows,
            double deliveredRows,
            double deliveredBatches,
            double acknowledgeMillisP99,
            double acknowledgementsWaiting,
            long oldestSeconds,
            long backlogRows,
            long backlogBytes,
            double series) {}

    /** @param problems of the pipeline file, empty while it is right */
    public record Control(long version, List<Version> versions, List<String> problems) {}

    /** A version of the control document. */
    public record Version(long number, String hash, String at, String who, String what) {}

    /** @param lastSeconds since the last one completed; -1 before the first, or where nobody knows */
    public record Checkpoints(long completed, long failed, long failedInARow, long lastSeconds) {}

    /** @param oldestSeconds 0 where nothing waits */
    public record Waiting(long rows, long bytes, long oldestSeconds) {}

    /** @param part {@code destination}, {@code database} or {@code standby} */
    public record Failing(String part, String database, String reason, String since, String last, long attempts) {}

    /**
     * A moniker and its destination.
     *
     * @param state {@code ok}, {@code idle}, {@code paused}, {@code behind}, {@code parked}, {@code cut_off}
     * @param backlog by where rows wait: {@code buffered}, {@code open}, {@code committing}, {@code parked}, {@code standby}
     * @param lastSuccess null before the first
     * @param history rows delivered in each of the last 60 minutes, the present one last; empty when none were
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MonikerView(
            String name,
            String kind,
            String place,
            String standby,
            String state,
            double rowsPerSecond,
            double bytesPerSecond,
            double rows,
            double bytes,
            double batches,
            long backlogRows,
            long backlogBytes,
            long oldestSeconds,
            Map<String, Waiting> backlog,
            double parkedBatches,
            double lateBatches,
            double pendingBatches,
            double heldBatches,
            double undeliverableBatches,
            double standbyBatches,
            @Nullable String lastSuccess,
            List<Failing> failing,
            String lastError,
            @Nullable String lastErrorAt,
            String todo,
            float[] history) {}

    /** A namespace, by what its senders wrote. */
    public record NamespaceView(
            String name,
            String database,
            List<String> monikers,
            int rules,
            double rowsPerSecond,
            double bytesPerSecond,
            double rows,
            double bytes,
            double refused,
            double refusalsPerSecond,
            double droppedByRules,
            double tables,
            float[] history) {}

    /** A subscription of the control document. */
    public record SubscriptionView(String name, List<String> from, String to, boolean paused) {}

    /**
     * Somebody who sends.
     *
     * @param who as his credential proves; empty where nobody was asked
     */
    public record SenderView(
            String host,
            String agent,
            String who,
            String listener,
            String namespace,
            double recordsPerSecond,
            double requestsPerSecond,
            double bytesPerSecond,
            long requests,
            String last) {}

    /** @param port -1 when it is off */
    public record Listener(String name, int port) {}

    /**
     * A table on its way to a moniker.
     *
     * @param schemaVersion names its columns: tables with equal ones have equal names
     * @param history rows in each of the last 60 minutes, the present one last; empty when none came
     */
    public record TableView(
            String moniker,
            String database,
            String table,
            double rowsPerSecond,
            double bytesPerSecond,
            long rows,
            long bytes,
            long openRows,
            long openBytes,
            long openSeconds,
            int columns,
            String schemaVersion,
            String last,
            float[] history) {}

    /** Somebody who was refused. */
    public record RefusalView(
            String host, String agent, String reason, String message, String since, String last, long count) {}

    /** Agents that speak OpAMP. */
    public record Agents(long known, long connected, long unhealthy) {}

    /** A process of the job. */
    public record ProcessView(String name, String at, boolean coordinator) {}
}
