package io.adxflow.job.cli;

import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.ops.Health;
import io.adxflow.job.ops.Readiness;
import io.adxflow.job.page.model.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.jspecify.annotations.Nullable;

/** The job's last known state, refreshed by the run loop, for the ops endpoint: a probe must not wait for the cluster. */
final class JobWatch implements Health {
    private volatile @Nullable JobStatus status;
    private volatile String failure = "";
    private @Nullable EmbeddedCluster cluster;

    void attach(EmbeddedCluster submittedTo) throws InterruptedException {
        cluster = submittedTo;
        refresh();
    }

    /** Asks the cluster; the last known state stays when that has none to tell. */
    @Nullable
    JobStatus refresh() throws InterruptedException {
        if (cluster != null) {
            try {
                status = cluster.status();
            } catch (ExecutionException notYetOrNoLonger) {
                // Between submission and the job's first step, and after its end, the cluster does not know it.
            }
        }
        return status;
    }

    /** The job as it is known now. */
    Part.Job job() {
        JobStatus now = status;
        if (now == null || now == JobStatus.INITIALIZING || now == JobStatus.CREATED) {
            return new Part.Job("starting", "");
        }
        return new Part.Job(now.toString().toLowerCase(Locale.ROOT), now == JobStatus.RUNNING ? "" : failure);
    }

    /** Why the job failed last. */
    void failed(String reason) {
        failure = reason;
    }

    @Override
    public List<String> whyUnhealthy() {
        JobStatus now = status;
        return now == JobStatus.FAILED || now == JobStatus.FAILING
                ? List.of("the job has failed; see the log")
                : List.of();
    }

    @Override
    public List<String> whyNotReady() {
        List<String> reasons = new ArrayList<>(whyUnhealthy());
        JobStatus now = status;
        if (DrainSignal.isDraining()) {
            reasons.add("draining");
        } else if (now != JobStatus.RUNNING) {
            reasons.add(
                    "the job is " + (now == null ? "starting" : now.toString().toLowerCase(Locale.ROOT)));
        }
        reasons.addAll(Readiness.reasons());
        return reasons;
    }
}
