package io.adxflow.job.cli;

import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.storage.FileFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** Watches a running job, says how it does, and ends it when told to. */
final class RunLoop {
    private static final long SAME_SIGNAL_NANOS = 1_000_000_000L;

    private final EmbeddedCluster cluster;
    private final JobWatch watch;
    private final PipelineConfig config;
    private final StatusReport report;
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile long toldAtNanos;
    private @Nullable String lastTold;

    RunLoop(EmbeddedCluster cluster, JobWatch watch, PipelineConfig config, StatusReport report) {
        this.report = report;
        this.cluster = cluster;
        this.watch = watch;
        this.config = config;
    }

    /** Returns the process's exit code once the job has ended, by a signal or by itself. */
    int untilTheEnd() throws Exception {
        Signals.onTermination(this::terminate);
        while (!told.await(1, TimeUnit.SECONDS)) {
            JobStatus status = watch.refresh();
            if (status != null && status.isGloballyTerminalState()) {
                report.endLine();
                System.err.println("The job has ended by itself: " + status + failure());
                return ExitCodes.FAILED;
            }
            tellFailures(status);
            report.tick(status);
        }
        report.endLine();
        int code = new Drain(cluster, config.options().get(RunOptions.DRAIN_TIMEOUT), MetricStore.instance()).run();
        report.end();
        return code;
    }

    private void terminate() {
        long now = System.nanoTime();
        if (told.getCount() == 0 && now - toldAtNanos < SAME_SIGNAL_NANOS) {
            // Some tools signal the process and then its group: one wish, told twice.
            return;
        }
        toldAtNanos = now;
        if (told.getCount() == 0) {
            System.err.println(
                    "\nEnded at once, on the second signal. Nothing is lost: the next run with the same --data"
                            + " continues from the newest checkpoint.");
            Runtime.getRuntime().halt(ExitCodes.FAILED);
        }
        told.countDown();
    }

    /** Each failure once, so that a job that restarts over and over does not look like one that idles. */
    private void tellFailures(@Nullable JobStatus status) throws InterruptedException {
        if (status != JobStatus.RESTARTING) {
            return;
        }
        String failure = failure();
        watch.failed(failure.replaceFirst("^: ", ""));
        if (!failure.equals(lastTold)) {
            lastTold = failure;
            report.endLine();
            System.err.println("The job restarts" + failure);
        }
    }

    private String failure() throws InterruptedException {
        try {
            Throwable failure = cluster.lastFailure();
            if (failure == null) {
                return "";
            }
            Throwable root = failure;
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                root = cause;
                if (cause instanceof FileFailure) {
                    // What lies below it does not name the file.
                    break;
                }
            }
            boolean restoring =
                    ExceptionUtils.findThrowableWithMessage(failure, "restor").isPresent();
            return ": " + root
                    + (restoring ? "\nIt cannot restore its checkpoint; ./adxflow run --from names another one." : "");
        } catch (ExecutionException unknown) {
            return "";
        }
    }
}
