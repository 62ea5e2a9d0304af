package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.ledger.Ledger;
import io.adxflow.sinks.ledger.LedgerAccount;
import io.adxflow.sinks.ledger.LedgerSettings;
import org.apache.flink.metrics.MetricGroup;

/** The row ledger's part of who holds what is not delivered. For the task's thread. */
final class ParkedLedger {
    private final Ledger ledger;

    ParkedLedger(MetricGroup operatorGroup, LedgerSettings settings) {
        ledger = new Ledger(
                operatorGroup,
                settings,
                "parked",
                LedgerAccount.RESTORED_PARKED,
                LedgerAccount.LATE,
                LedgerAccount.PENDING,
                LedgerAccount.PARKED,
                LedgerAccount.COMMITTED,
                LedgerAccount.MISSING,
                LedgerAccount.DEAD,
                LedgerAccount.DROPPED);
    }

    void restored(SealedBatch batch) {
        ledger.add(LedgerAccount.RESTORED_PARKED, batch.rows());
    }

    /** Rows that a standby store held when it was listed first. */
    void adopted(long rows) {
        ledger.add(LedgerAccount.RESTORED_PARKED, rows);
    }

    void delivered(SealedBatch batch, Outcome outcome) {
        ledger.add(
                outcome.kind() == FailureKind.MISSING_DATA ? LedgerAccount.MISSING : LedgerAccount.COMMITTED,
                batch.rows());
    }

    void dead(SealedBatch batch) {
        ledger.add(LedgerAccount.DEAD, batch.rows());
    }

    void dropped(SealedBatch batch) {
        ledger.add(LedgerAccount.DROPPED, batch.rows());
    }

    /** Takes the figures at a checkpoint, with those of all that is held here and in standby stores. */
    void take(long checkpointId, ParkedOverview held, long standbyRows) {
        if (ledger.isDue(checkpointId)) {
            ledger.set(LedgerAccount.LATE, held.rows(FailureKind.LATE));
            ledger.set(LedgerAccount.PENDING, held.rows(FailureKind.PENDING));
            ledger.set(LedgerAccount.PARKED, held.rows(null) + standbyRows);
            ledger.take(checkpointId);
        }
    }
}
