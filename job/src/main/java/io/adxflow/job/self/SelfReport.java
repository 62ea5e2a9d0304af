package io.adxflow.job.self;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a process, a report at a time: while one is not answered none is made, since nothing is lost by that. For one thread, but for
 * outcomes and figures.
 */
final class SelfReport {
    private static final Logger LOG = LoggerFactory.getLogger(SelfReport.class);
    private static final long LOG_MILLIS = 600_000;

    private final SelfMetrics metrics;
    private final SelfErrors errors;
    private final Way way;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicBoolean metricsUnderWay = new AtomicBoolean();
    private final AtomicBoolean errorsUnderWay = new AtomicBoolean();
    private volatile long errorsToldMillis;
    private volatile long loggedMillis = Long.MIN_VALUE / 2;

    /** Where reports go. */
    interface Way {
        /** As {@link io.adxflow.sources.http.IngestHub#offerRows}. */
        @Nullable
        String offer(byte[] body, Consumer<String> outcome);
    }

    SelfReport(SelfMetrics metrics, SelfErrors errors, Way way, long nowMillis) {
        this.metrics = metrics;
        this.errors = errors;
        this.way = way;
        this.errorsToldMillis = nowMillis;
    }

    /** Makes one. */
    void tell(long nowMillis) {
        tell(metricsUnderWay, () -> metrics.rows(nowMillis), nowMillis, () -> {});
        tell(
                errorsUnderWay,
                () -> errors.rows(errorsToldMillis, nowMillis),
                nowMillis,
                () -> errorsToldMillis = nowMillis);
    }

    private interface Making {
        CsvBody make();
    }

    private void tell(AtomicBoolean underWay, Making making, long nowMillis, Runnable told) {
        if (!underWay.compareAndSet(false, true)) {
            refused.incrementAndGet();
            return;
        }
        CsvBody body = making.make();
        if (body.rows() == 0) {
            underWay.set(false);
            return;
        }
        String refusal = way.offer(body.bytes(), outcome -> {
            underWay.set(false);
            if (outcome.isEmpty()) {
                rows.addAndGet(body.rows());
                told.run();
            } else {
                refused(outcome, nowMillis);
            }
        });
        if (refusal != null) {
            underWay.set(false);
            refused(refusal, nowMillis);
        }
    }

    private void refused(String why, long nowMillis) {
        refused.incrementAndGet();
        if (nowMillis - loggedMillis >= LOG_MILLIS) {
            loggedMillis = nowMillis;
            LOG.warn(
                    "What this process tells of itself ({}) is refused: {}; it is tried again with the next report",
                    SelfOptions.NAMESPACE.key(),
                    why);
        }
    }

    long rows() {
        return rows.get();
    }

    long refusedReports() {
        return refused.get();
    }

    long leftOut() {
        return metrics.leftOut();
    }
}
