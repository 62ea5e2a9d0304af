package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.OutputStream;

/**
 * A batch that its destination will never take, as it is told to whoever looks after it.
 *
 * @param failure what kind of refusal it was
 * @param parkedAtMillis when it first failed or, at a destination that decides later, was handed over; epoch milliseconds
 */
public record DeadBatch(
        String batchId,
        BatchKey key,
        long rows,
        long rawBytes,
        FailureKind failure,
        String reason,
        long parkedAtMillis) {

    /** Where its bytes come from: one gzip member of CSV. */
    public interface Bytes {
        void writeTo(OutputStream out) throws Exception;
    }

    static DeadBatch of(ParkedBatch parked) {
        SealedBatch batch = parked.batch();
        return new DeadBatch(
                batch.batchId(),
                batch.key(),
                batch.rows(),
                batch.rawBytes(),
                parked.kind(),
                parked.reason(),
                parked.parkedAtMillis());
    }

    /** The file beside the bytes. */
    String json() {
        return new Json()
                .text("batch", batchId)
                .text("moniker", key.moniker())
                .text("database", key.database())
                .text("table", key.table())
                .text("schema", key.schema())
                .number("rows", rows)
                .number("rawBytes", rawBytes)
                .text("failure", failure.name())
                .text("reason", reason)
                .number("parkedAtMillis", parkedAtMillis)
                .end();
    }
}
