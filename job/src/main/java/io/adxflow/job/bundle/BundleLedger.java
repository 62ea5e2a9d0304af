package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import io.adxflow.sinks.ledger.Ledger;
import io.adxflow.sinks.ledger.LedgerAccount;
import io.adxflow.sinks.ledger.LedgerSettings;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;

/**
 * The row ledger's part of one reader. Rows count once per moniker from here on; what becomes no row in a table, a refused sample, a
 * dead letter, or what a rule drops, counts once. Used by the task's thread.
 */
final class BundleLedger {
    private final Ledger ledger;

    /** @param part who counts: the readers, or who makes rows of sums */
    BundleLedger(MetricGroup operatorGroup, LedgerSettings settings, String part) {
        ledger = new Ledger(
                operatorGroup,
                settings,
                part,
                LedgerAccount.RECEIVED,
                LedgerAccount.REPLAYED,
                LedgerAccount.REJECTED,
                LedgerAccount.DEAD_LETTERED,
                LedgerAccount.FILTERED,
                LedgerAccount.BUFFERED);
    }

    /** Counts a body that was read for the first time. */
    void received(AppendResult result, int monikers) {
        long rejected = result.rejectedSamples() + result.rejectedRecords();
        ledger.add(LedgerAccount.REJECTED, rejected);
        ledger.add(LedgerAccount.FILTERED, result.droppedRows());
        ledger.add(
                LedgerAccount.RECEIVED,
                result.deliveries(monikers) + result.deadLetteredRows() + result.droppedRows() + rejected);
    }

    /** Counts rows that no body brought, for one moniker, when they are sent. */
    void made(long rows) {
        ledger.add(LedgerAccount.RECEIVED, rows);
    }

    /** Counts what no body was made of: it is a dead letter alone. */
    void unreadable() {
        ledger.add(LedgerAccount.RECEIVED, 1);
    }

    /** Counts a dead letter when it is sent: what was received is counted by body. */
    void deadLetter() {
        ledger.add(LedgerAccount.DEAD_LETTERED, 1);
    }

    void replayed(BodyReplay.Result result) {
        ledger.add(LedgerAccount.REPLAYED, result.deliveries());
    }

    /**
     * Takes the figures at a checkpoint.
     *
     * @param buffered rows in buffers, once per moniker
     */
    void take(long checkpointId, LongSupplier buffered) {
        if (ledger.isDue(checkpointId)) {
            ledger.set(LedgerAccount.BUFFERED, buffered.getAsLong());
            ledger.take(checkpointId);
        }
    }
}
