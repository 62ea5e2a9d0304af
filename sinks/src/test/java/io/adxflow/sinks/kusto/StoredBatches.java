package io.adxflow.sinks.kusto;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Sealed batches with their segments in a folder. */
final class StoredBatches {
    static final String SCHEMA = "Timestamp:datetime,Value:real";

    private final LocalAppendStore store;
    private final Random random = new Random(42);

    StoredBatches(Path folder) {
        store = new LocalAppendStore(folder);
    }

    /** A batch of so many slices of so many bytes each, which hardly deflate. */
    SealedBatch batch(String table, int slices, int sliceBytes) throws IOException {
        String id = BatchIds.random().next(System.currentTimeMillis(), SCHEMA);
        List<SliceRef> refs = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            refs.add(slice(id + "-" + i, noise(sliceBytes), 1));
        }
        return sealed(id, table, refs, slices, (long) slices * sliceBytes);
    }

    /** A batch of this CSV. */
    SealedBatch of(String table, byte[] csv, int rows) throws IOException {
        String id = BatchIds.random().next(System.currentTimeMillis(), SCHEMA);
        return sealed(id, table, List.of(slice(id, csv, rows)), rows, csv.length);
    }

    private static SealedBatch sealed(String id, String table, List<SliceRef> slices, long rows, long rawBytes) {
        return new SealedBatch(id, new BatchKey("adx", "Metrics", table, SCHEMA), slices, rows, rawBytes, 0, 0, 0, 0);
    }

    BatchContent content(SealedBatch batch) {
        return new BatchContent(store, batch);
    }

    byte[] bytes(SealedBatch batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content(batch).writeTo(bytes);
        return bytes.toByteArray();
    }

    /** The same batch after its segments were deleted: whoever reads it fails. */
    BatchContent gone(SealedBatch batch) {
        return new BatchContent(new LocalAppendStore(Path.of("no-such-folder")), batch);
    }

    private byte[] noise(int length) {
        byte[] raw = new byte[length];
        for (int i = 0; i < length; i++) {
            raw[i] = (byte) (' ' + random.nextInt(90));
        }
        raw[length - 1] = '\n';
        return raw;
    }

    private SliceRef slice(String name, byte[] raw, int rows) throws IOException {
        byte[] deflated = Chunks.deflate(raw);
        try (AppendFile file = store.create(name)) {
            file.append(deflated, 0, deflated.length);
            file.sync();
        }
        CRC32C stored = new CRC32C();
        stored.update(deflated);
        CRC32 crc = new CRC32();
        crc.update(raw);
        return new SliceRef(name, 0, deflated.length, (int) stored.getValue(), raw.length, (int) crc.getValue(), rows);
    }
}
