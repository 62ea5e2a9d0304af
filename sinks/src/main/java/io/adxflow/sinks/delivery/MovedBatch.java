package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.XxHash64;
import java.util.HexFormat;

/**
 * A batch's rows for another database, or another moniker. Its id follows from the batch's and the place, so that it is the same one however
 * often it is made, and another than the batch's: what an attempt has left at the destination under that name is not for this one.
 */
final class MovedBatch {
    private MovedBatch() {}

    static SealedBatch of(SealedBatch batch, String database) {
        return of(batch, batch.key().inDatabase(database), database);
    }

    /** By another moniker, in that database. */
    static SealedBatch of(SealedBatch batch, Place place, String database) {
        BatchKey before = batch.key();
        BatchKey key = new BatchKey(
                place.moniker(), database, before.table(), before.schema(), place.definition(), place.held());
        return of(batch, key, place.moniker() + '\0' + database);
    }

    private static SealedBatch of(SealedBatch batch, BatchKey key, String of) {
        byte[] name = of.getBytes(UTF_8);
        String schemaId = BatchIds.schemaIdOf(batch.batchId());
        String base = batch.batchId().substring(0, batch.batchId().length() - schemaId.length());
        String id = base + HexFormat.of().toHexDigits(XxHash64.hash(name, 0, name.length, 0)) + "-" + schemaId;
        return new SealedBatch(
                id,
                key,
                batch.slices(),
                batch.rows(),
                batch.rawBytes(),
                batch.oldestArrivalMillis(),
                batch.minTimestampMillis(),
                batch.maxTimestampMillis(),
                batch.sealedAtMillis());
    }
}
