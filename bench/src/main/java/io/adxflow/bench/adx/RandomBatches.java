package io.adxflow.bench.adx;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Batches whose slices are random bytes in place of compressed ones: to be moved about, not to be read. */
final class RandomBatches {
    private static final int SLICE_BYTES = 1 << 20;
    private static final String SCHEMA = "Timestamp:datetime,Value:real";

    private final AppendStore segments;
    private final Random random = new Random(1);
    private final BatchIds ids = BatchIds.random();

    RandomBatches(AppendStore segments) {
        this.segments = segments;
    }

    /** A batch in a segment file of its own. */
    SealedBatch next(String table, int megabytes) throws IOException {
        String id = ids.next(System.currentTimeMillis(), SCHEMA);
        List<SliceRef> slices = new ArrayList<>();
        byte[] bytes = new byte[SLICE_BYTES];
        try (AppendFile file = segments.create(id)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(bytes);
                CRC32C crc = new CRC32C();
                crc.update(bytes);
                long offset = file.append(bytes, 0, bytes.length);
                slices.add(new SliceRef(
                        file.name(), offset, bytes.length, (int) crc.getValue(), 10 * SLICE_BYTES, 0, 10_000));
            }
            file.sync();
        }
        return new SealedBatch(
                id,
                new BatchKey("adx", "Metrics", table, SCHEMA),
                slices,
                10_000L * megabytes,
                10L * SLICE_BYTES * megabytes,
                0,
                0,
                0,
                0);
    }
}
