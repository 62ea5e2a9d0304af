package io.adxflow.sinks.ledger;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * One operator's part of the row ledger: what it counts, shown as of every n-th checkpoint. A checkpoint's barrier cuts the whole job at
 * one point of its input, so figures that all operators take at the same one fit together, however far apart in time they take and
 * show them; and each operator can tell by the checkpoint's number alone which ones those are.
 *
 * <p>For the task's thread; gauges are read by others. Counts begin at 0 with each attempt of the job.
 */
public final class Ledger {
    private final LedgerSettings settings;
    private final Map<LedgerAccount, Figure> figures = new EnumMap<>(LedgerAccount.class);
    private volatile long shownCheckpoint;

    /** Rows on one account. */
    private static final class Figure {
        private long now;
        private volatile long shown;
    }

    /**
     * @param operatorGroup where to show it
     * @param part what this operator is called in the ledger
     * @param accounts those that it has rows on
     */
    public Ledger(MetricGroup operatorGroup, LedgerSettings settings, String part, LedgerAccount... accounts) {
        this.settings = settings;
        MetricGroup group = operatorGroup.addGroup("adxflow");
        for (LedgerAccount account : accounts) {
            Figure figure = new Figure();
            figures.put(account, figure);
            Gauge<Long> gauge = () -> figure.shown;
            group.addGroup("side", account.side())
                    .addGroup("account", account.id())
                    .gauge(LedgerMetric.ROWS.id(), gauge);
        }
        Gauge<Long> checkpoint = () -> shownCheckpoint;
        group.addGroup("part", part).gauge(LedgerMetric.CHECKPOINT.id(), checkpoint);
    }

    /** Counts rows in, or out when negative. */
    public void add(LedgerAccount account, long count) {
        of(account).now += count;
    }

    /** Says how many rows there are on an account now. */
    public void set(LedgerAccount account, long count) {
        of(account).now = count;
    }

    private Figure of(LedgerAccount account) {
        return Objects.requireNonNull(figures.get(account), account.id());
    }

    /** Whether figures are to be taken at this checkpoint: what is {@link #set} has to be right then. */
    public boolean isDue(long checkpointId) {
        return checkpointId % settings.everyCheckpoints() == 0;
    }

    /** Shows the figures from now on, if they are due. To be called in the snapshot, after all that came before its barrier. */
    public void take(long checkpointId) {
        if (isDue(checkpointId)) {
            // In between it shows none, so that who reads it before and after the figures knows whether they belong to
            // it.
            shownCheckpoint = 0;
            figures.values().forEach(figure -> figure.shown = figure.now);
            shownCheckpoint = checkpointId;
        }
    }
}
