package io.adxflow.sinks.delivery;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums up the batches of one database that are not delivered. For one thread. */
final class DatabaseTally {
    /** How many came at a time, epoch milliseconds. */
    private final TreeMap<Long, Integer> arrivals = new TreeMap<>();

    private long batches;
    private long late;
    private long lateRows;
    private long pending;
    private long pendingRows;
    private long undeliverable;
    private long rows;
    private long bytes;
    private String reason = "";
    private FailureKind kind = FailureKind.LATE;

    void add(ParkedBatch batch, int sign) {
        batches += sign;
        rows += sign * batch.batch().rows();
        bytes += sign * batch.batch().storedBytes();
        if (batch.kind() == FailureKind.LATE) {
            late += sign;
            lateRows += sign * batch.batch().rows();
        } else if (batch.kind() == FailureKind.PENDING) {
            pending += sign;
            pendingRows += sign * batch.batch().rows();
        }
        undeliverable += batch.isUndeliverable() ? sign : 0;
        arrivals.merge(batch.parkedAtMillis(), sign, (before, more) -> before + more == 0 ? null : before + more);
        if (sign > 0 && !batch.kind().isUnderWay()) {
            reason = batch.reason();
            kind = batch.kind();
        }
    }

    long batches() {
        return batches;
    }

    /** Those that have failed, without those that are under way. */
    long parkedBatches() {
        return batches - late - pending;
    }

    /** Rows of those that are under way in this manner, or with null of those that have failed. */
    long rows(@Nullable FailureKind underWay) {
        if (underWay == null) {
            return rows - lateRows - pendingRows;
        }
        return underWay == FailureKind.LATE ? lateRows : pendingRows;
    }

    long undeliverableBatches() {
        return undeliverable;
    }

    /** The last one that was told of a batch that failed. */
    String reason() {
        return reason;
    }

    /** When the oldest batch came; never, when there is none. */
    long oldestAtMillis() {
        return arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.firstKey();
    }

    /** One JSON object in one line. */
    String json(String moniker, String database) {
        return new Json()
                .text("moniker", moniker)
                .text("database", database)
                .number("batches", batches)
                .number("underWay", late + pending)
                .number("undeliverable", undeliverable)
                .number("rows", rows(null))
                .number("bytes", bytes)
                .number("oldestAtMillis", oldestAtMillis())
                .text("failure", batches == late + pending ? "" : kind.name())
                .text("reason", batches == late + pending ? "" : reason)
                .line();
    }
}
