package io.adxflow.sources.control;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Which version is in force in each job of this JobManager, for coordinators of other sources of the same job. Thread-safe. Bounded by
 * the jobs of the process: a coordinator that closes takes its entry away.
 */
final class VersionsInForce {
    private static final VersionsInForce JVM = new VersionsInForce();

    private final Map<String, Entry> byJob = new HashMap<>();

    /** What is in force. */
    record Entry(Place by, DocumentVersion version, long durableNumber) {}

    VersionsInForce() {}

    static VersionsInForce jvm() {
        return JVM;
    }

    /** Where one coordinator tells. */
    final class Place {
        private final String job;

        private Place(String job) {
            this.job = job;
        }

        void publish(DocumentVersion version, long durableNumber) {
            synchronized (byJob) {
                byJob.put(job, new Entry(this, version, durableNumber));
            }
        }

        void clear() {
            synchronized (byJob) {
                byJob.computeIfPresent(job, (name, entry) -> entry.by() == this ? null : entry);
            }
        }
    }

    /** @param group of a coordinator of the job */
    Place place(@Nullable MetricGroup group) {
        return new Place(job(group));
    }

    /** Null before the job's coordinator of versions has begun. */
    @Nullable
    Entry of(@Nullable MetricGroup group) {
        synchronized (byJob) {
            return byJob.get(job(group));
        }
    }

    private static String job(@Nullable MetricGroup group) {
        return group == null ? "" : group.getAllVariables().getOrDefault("<job_id>", "");
    }
}
