package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.HookedReads;
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
public final class StoredBatches {
    public static final String SCHEMA = "Timestamp:datetime,Value:real";

    private final LocalAppendStore store;
    private final Random random = new Random(42);

    public StoredBatches(Path folder) {
        store = new LocalAppendStore(folder);
    }

    /** A batch of so many slices of so many bytes each, which hardly deflate. */
    public SealedBatch batch(String table, int slices, int sliceBytes) throws IOException {
        String id = BatchIds.random().next(System.currentTimeMillis(), SCHEMA);
        List<SliceRef> refs = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            refs.add(slice(id + "-" + i, noise(sliceBytes), 1));
        }
        return sealed(id, table, refs, slices, (long) slices * sliceBytes);
    }

    /** A batch of this CSV. */
    public SealedBatch of(String table, byte[] csv, int rows) throws IOException {
        String id = BatchIds.random().next(System.currentTimeMillis(), SCHEMA);
        return sealed(id, table, List.of(slice(id, csv, rows)), rows, csv.length);
    }

    /** A batch of this CSV, with a schema of its own, sealed now. */
    public SealedBatch of(BatchKey key, byte[] csv, int rows, long minTimestampMillis, long maxTimestampMillis)
            throws IOException {
        String id = BatchIds.random().next(System.currentTimeMillis(), key.schema());
        return new SealedBatch(
                id,
                key,
                List.of(slice(id, csv, rows)),
                rows,
                csv.length,
                0,
                minTimestampMillis,
                maxTimestampMillis,
                System.currentTimeMillis());
    }

    private static SealedBatch sealed(String id, String table, List<SliceRef> slices, long rows, long rawBytes) {
        return new SealedBatch(id, new BatchKey("adx", "Metrics", table, SCHEMA), slices, rows, rawBytes, 0, 0, 0, 0);
    }

    public BatchContent content(SealedBatch batch) {
        return new BatchContent(store, batch);
    }

    /** The same with something that happens before each of its slices is read. */
    public BatchContent content(SealedBatch batch, HookedReads.Hook hook) {
        return new BatchContent(new HookedReads(store, hook), batch);
    }

    public byte[] bytes(SealedBatch batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content(batch).writeTo(bytes);
        return bytes.toByteArray();
    }

    /** The same batch after its segments were deleted: whoever reads it fails. */
    public BatchContent gone(SealedBatch batch) {
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
