package io.adxflow.job.self;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.control.ControlBoard;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.ReaderCompanion;
import io.adxflow.sources.watch.Refusals;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Metric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has this JVM tell of itself while a reader of the job runs in it. Thread-safe. */
public final class SelfTelemetry {
    private static final Logger LOG = LoggerFactory.getLogger(SelfTelemetry.class);
    private static final SelfTelemetry JVM = new SelfTelemetry();

    private final List<Metric> shown = new ArrayList<>();
    private int readers;
    private @Nullable ScheduledExecutorService thread;

    private SelfTelemetry() {}

    /** What goes on beside each reader. */
    public static ReaderCompanion beside(SelfSettings settings) {
        return settings.isOn() ? () -> JVM.hold(settings) : ReaderCompanion.NONE;
    }

    private synchronized ReaderCompanion.Running hold(SelfSettings settings) {
        if (readers++ == 0) {
            begin(settings);
        }
        boolean[] closed = new boolean[1];
        return () -> {
            synchronized (this) {
                if (!closed[0] && --readers == 0) {
                    end();
                }
                closed[0] = true;
            }
        };
    }

    private void begin(SelfSettings settings) {
        String process = ManagementFactory.getRuntimeMXBean().getName();
        SelfReport report = new SelfReport(
                new SelfMetrics(MetricStore.instance()::visit, settings.namespace(), process),
                new SelfErrors(
                        Refusals.jvm()::recent, DeliveryRecords.jvm()::standings, ControlBoard.jvm()::view, process),
                (body, outcome) -> IngestHub.jvm().offerRows(settings.namespace(), body, SelfErrors.SENDER, outcome),
                System.currentTimeMillis());
        shown.add(MetricStore.instance().addOfProcess(SelfMetric.ROWS.metricName(), report::rows));
        shown.add(MetricStore.instance().addOfProcess(SelfMetric.REFUSED.metricName(), report::refusedReports));
        shown.add(MetricStore.instance().addOfProcess(SelfMetric.LEFT_OUT.metricName(), report::leftOut));
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread self = new Thread(task, "adxflow-self");
            self.setDaemon(true);
            return self;
        });
        thread = made;
        var unused = made.scheduleWithFixedDelay(
                () -> tellOrSayWhyNot(report),
                settings.intervalMillis(),
                settings.intervalMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static void tellOrSayWhyNot(SelfReport report) {
        try {
            report.tell(System.currentTimeMillis());
        } catch (RuntimeException e) {
            LOG.warn("A report of this process of itself could not be made", e);
        }
    }

    private void end() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
        shown.forEach(MetricStore.instance()::remove);
        shown.clear();
    }
}
