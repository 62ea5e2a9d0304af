package io.adxflow.bench.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Batches of metric tables' CSV, as the bundler makes it, in segments of their own. */
final class CsvBatches {
    private static final String SCHEMA = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
    private static final int ROWS_PER_SLICE = 10_000;

    private final AppendStore segments;
    private final Random random = new Random(1);
    private final BatchIds ids = BatchIds.random();

    CsvBatches(AppendStore segments) {
        this.segments = segments;
    }

    SealedBatch next(String table, int rows) throws IOException {
        long now = System.currentTimeMillis();
        String id = ids.next(now, SCHEMA);
        List<SliceRef> slices = new ArrayList<>();
        long raw = 0;
        try (AppendFile file = segments.create(id)) {
            for (int done = 0; done < rows; done += ROWS_PER_SLICE) {
                int count = Math.min(ROWS_PER_SLICE, rows - done);
                byte[] csv = csv(count);
                raw += csv.length;
                byte[] deflated = deflated(csv);
                CRC32C stored = new CRC32C();
                stored.update(deflated);
                CRC32 crc = new CRC32();
                crc.update(csv);
                long offset = file.append(deflated, 0, deflated.length);
                slices.add(new SliceRef(
                        file.name(),
                        offset,
                        deflated.length,
                        (int) stored.getValue(),
                        csv.length,
                        (int) crc.getValue(),
                        count));
            }
            file.sync();
        }
        return new SealedBatch(
                id, new BatchKey("lake", "Metrics", table, SCHEMA), slices, rows, raw, now, now, now, now);
    }

    private byte[] csv(int rows) {
        StringBuilder csv = new StringBuilder(rows * 200);
        for (int i = 0; i < rows; i++) {
            int series = i / 100;
            csv.append("2026-01-02T03:04:")
                    .append(String.format("%02d", i % 60))
                    .append(".123Z,")
                    .append(7_000_000_000_000L + series * 7_919L)
                    .append(",\"{\"\"cluster\"\":\"\"c1\"\",\"\"host\"\":\"\"node-")
                    .append(series)
                    .append("\"\",\"\"job\"\":\"\"kubelet\"\",\"\"pod\"\":\"\"pod-")
                    .append(series % 17)
                    .append("\"\"}\",")
                    .append(random.nextInt(100_000) / 8.0)
                    .append('\n');
        }
        return csv.toString().getBytes(UTF_8);
    }

    private static byte[] deflated(byte[] csv) {
        Deflater deflater = new Deflater(1, true);
        deflater.setInput(csv);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.end();
        return out.toByteArray();
    }
}
