package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;

/** Makes sealed batches without a batcher. */
final class Batches {
    private Batches() {}

    /** A batch of the row {@code row-<number>} in a segment of its own. */
    static SealedBatch ofOneRow(StorageSettings storage, String moniker, String number) throws IOException {
        return ofOneRow(storage, Chunks.key(moniker, "T"), number);
    }

    static SealedBatch ofOneRow(StorageSettings storage, BatchKey key, String number) throws IOException {
        Chunk chunk = Chunks.of(key, "row-" + number + "\n", 0);
        String name = "0/" + number + ".seg";
        try (AppendFile file = storage.segments().create(name)) {
            file.append(chunk.deflated(), 0, chunk.deflatedLength());
            file.sync();
        }
        CRC32C crc = new CRC32C();
        crc.update(chunk.deflated(), 0, chunk.deflatedLength());
        SliceRef slice = new SliceRef(
                name, 0, chunk.deflatedLength(), (int) crc.getValue(), chunk.rawLength(), chunk.crc32(), 1);
        return new SealedBatch(
                "20260102T030405Z-" + number + "-abc", key, List.of(slice), 1, chunk.rawLength(), 0, 0, 0, 0);
    }
}
