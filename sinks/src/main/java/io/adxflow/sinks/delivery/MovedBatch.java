package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.XxHash64;
import java.util.HexFormat;

/**
 * A batch's rows for another database. Its id follows from the batch's and the database, so that it is the same one however often it
 * is made, and another than the batch's: what an attempt has left at the destination under that name is not for this one.
 */
final class MovedBatch {
    private MovedBatch() {}

    static SealedBatch of(SealedBatch batch, String database) {
        byte[] name = database.getBytes(UTF_8);
        String schemaId = BatchIds.schemaIdOf(batch.batchId());
        String base = batch.batchId().substring(0, batch.batchId().length() - schemaId.length());
        String id = base + HexFormat.of().toHexDigits(XxHash64.hash(name, 0, name.length, 0)) + "-" + schemaId;
        return new SealedBatch(
                id,
                batch.key().inDatabase(database),
                batch.slices(),
                batch.rows(),
                batch.rawBytes(),
                batch.oldestArrivalMillis(),
                batch.minTimestampMillis(),
                batch.maxTimestampMillis(),
                batch.sealedAtMillis());
    }
}
