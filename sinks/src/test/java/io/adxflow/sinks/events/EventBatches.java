package io.adxflow.sinks.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.HookedReads;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Sealed batches of metrics, with their segments in a folder. */
public final class EventBatches {
    public static final String SCHEMA = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";

    private final LocalAppendStore store;

    public EventBatches(Path folder) {
        store = new LocalAppendStore(folder);
    }

    /** A batch of so many rows of a few series, in slices of 1,000 rows. */
    public SealedBatch metrics(String table, int rows) throws IOException {
        return metrics(BatchIds.random().next(System.currentTimeMillis(), SCHEMA), table, rows, 0);
    }

    /** The same with more text in each row. */
    public SealedBatch metrics(String id, String table, int rows, int padding) throws IOException {
        List<String> slices = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            csv.append("2026-01-02T03:04:05.")
                    .append(String.format("%03d", row % 1000))
                    .append("Z,");
            csv.append(-7 - row / 10)
                    .append(",\"{\"\"host\"\":\"\"h")
                    .append(row / 10)
                    .append("x".repeat(padding));
            csv.append("\"\"}\",").append(row).append(".5\n");
            if (row % 1000 == 999) {
                slices.add(csv.toString());
                csv.setLength(0);
            }
        }
        if (csv.length() > 0) {
            slices.add(csv.toString());
        }
        return batch(id, table, SCHEMA, slices, rows);
    }

    /** A batch of this CSV, a slice each. */
    public SealedBatch of(String table, String schema, int rows, String... slices) throws IOException {
        return batch(BatchIds.random().next(System.currentTimeMillis(), schema), table, schema, List.of(slices), rows);
    }

    private SealedBatch batch(String id, String table, String schema, List<String> csv, int rows) throws IOException {
        List<SliceRef> slices = new ArrayList<>();
        long raw = 0;
        for (int i = 0; i < csv.size(); i++) {
            slices.add(slice(id + "-" + i, csv.get(i).getBytes(UTF_8), i == 0 ? rows : 0));
            raw += slices.get(i).rawLength();
        }
        return new SealedBatch(id, new BatchKey("m", "Metrics", table, schema), slices, rows, raw, 0, 0, 0, 0);
    }

    public BatchContent content(SealedBatch batch) {
        return new BatchContent(store, batch);
    }

    /** The same with something that happens before each of its slices is read. */
    public BatchContent content(SealedBatch batch, HookedReads.Hook hook) {
        return new BatchContent(new HookedReads(store, hook), batch);
    }

    /** The same batch after its segments were deleted: whoever reads it fails. */
    public BatchContent gone(SealedBatch batch) {
        return new BatchContent(new LocalAppendStore(Path.of("no-such-folder")), batch);
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
