package io.adxflow.job.page.model;

import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.Refusals;
import io.adxflow.sources.watch.Senders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process of the job knows at one time. Counts are totals since the process began, so that a part that is lost costs nothing.
 * Times are epoch milliseconds.
 *
 * @param process names it among the job's processes, the same for as long as it lives
 * @param totals metrics without namespace and moniker, by name
 * @param monikers metrics by moniker and name
 * @param namespaces metrics by namespace and name
 * @param agents that shook hands with the process or are managed by it, those that were seen last
 * @param expectedMillis how old rows get at most while nothing is wrong; 0 where nobody has said so
 * @param topology null where no reader runs
 * @param control null where no coordinator runs
 * @param tables null in a part that leaves them out, since others of the process have them
 */
public record Part(
        String process,
        long atMillis,
        Map<String, Double> totals,
        Map<String, Map<String, Double>> monikers,
        Map<String, Map<String, Double>> namespaces,
        List<Flow> flows,
        List<Senders.Sent> senders,
        List<Agent> agents,
        List<Listener> listeners,
        List<Refusals.Refused> refusals,
        Map<String, DeliveryRecords.Standing> standings,
        Map<String, Map<Backlogs.Stage, Backlogs.Held>> backlogs,
        long expectedMillis,
        List<Disk> disks,
        @Nullable Job job,
        @Nullable Topology topology,
        @Nullable Control control,
        @Nullable List<Table> tables) {

    /** Rows of a namespace that went to a moniker. */
    public record Flow(String namespace, String moniker, double rows, double bytes) {}

    /**
     * An agent as the process knows it.
     *
     * @param name its identity is {@code agent <name>}
     * @param label what people know it by
     * @param via how it reports
     * @param problem what it says is wrong with it; empty when nothing is
     */
    public record Agent(
            String name, String namespace, String label, String via, String version, long seenMillis, String problem) {}

    /** @param port -1 when it is off */
    public record Listener(String name, int port, int connections) {}

    /** A file system that the job writes to. */
    public record Disk(String path, long usableBytes, long totalBytes) {}

    /**
     * The job as its runner knows it.
     *
     * @param state {@code starting}, {@code running}, {@code restarting}, …
     * @param failure why it failed last, empty when it never did
     */
    public record Job(String state, String failure) {}

    /** @param openOldestMillis when the oldest row of its open batches came; {@link Long#MAX_VALUE} without one */
    public record Table(
            String moniker,
            String database,
            String table,
            String schema,
            long rows,
            long bytes,
            long lastMillis,
            long openRows,
            long openBytes,
            long openOldestMillis) {}

    /** What the control document in force says of who is there. */
    public record Topology(
            long version, List<Moniker> monikers, List<Namespace> namespaces, List<Subscription> subscriptions) {}

    /**
     * A destination by its name.
     *
     * @param place in a few words, without credentials
     * @param standby empty without one
     */
    public record Moniker(String name, String kind, String place, String standby) {}

    /** @param rules how many there are */
    public record Namespace(String name, String database, List<String> monikers, int rules) {}

    /** @param from namespaces, {@code *} for all */
    public record Subscription(String name, List<String> from, String to, boolean paused) {}

    /** What the coordinator knows. */
    public record Control(
            long sinceMillis,
            List<Version> versions,
            List<String> problems,
            long problemsSinceMillis,
            long completed,
            long failed,
            long completedAtMillis,
            long failedInARow,
            long failingSinceMillis) {}

    /** A version of the control document. */
    public record Version(long number, String hash, long atMillis, String who, String what) {}
}
