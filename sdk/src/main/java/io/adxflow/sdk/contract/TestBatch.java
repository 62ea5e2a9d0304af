package io.adxflow.sdk.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.destination.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** A batch with its rows, which come in any way that a test wants them to. */
final class TestBatch {
    private static final List<Batch.Column> COLUMNS =
            List.of(new Batch.Column("Timestamp", "datetime"), new Batch.Column("Value", "real"));
    private static final List<Batch.Column> MORE_COLUMNS = List.of(
            new Batch.Column("Timestamp", "datetime"),
            new Batch.Column("Value", "real"),
            new Batch.Column("Host", "string"));
    private static final long MINUTE_MILLIS = 60_000;
    private static final long START_MILLIS = 1_767_225_600_000L;

    private final Batch batch;
    private final String csv;
    private final byte[] gzip;

    private TestBatch(Batch batch, String csv) {
        this.batch = batch;
        this.csv = csv;
        this.gzip = gzip(csv);
    }

    static TestBatch of(String database, String table, int rows) {
        return of(database, table, rows, COLUMNS, "");
    }

    /** Of a table that has got another column. */
    static TestBatch wider(String database, String table, int rows) {
        return of(database, table, rows, MORE_COLUMNS, ",host-1");
    }

    private static TestBatch of(String database, String table, int rows, List<Batch.Column> columns, String more) {
        StringBuilder csv = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            csv.append("2026-01-01T00:00:")
                    .append(String.format("%02d", row % 60))
                    .append("Z,")
                    .append(row + 0.5)
                    .append(more)
                    .append('\n');
        }
        String id = "20260101T000000Z-"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 16) + "-s" + columns.size();
        return new TestBatch(
                new Batch(
                        id,
                        database,
                        table,
                        columns,
                        rows,
                        csv.length(),
                        START_MILLIS,
                        START_MILLIS + MINUTE_MILLIS,
                        START_MILLIS + 2 * MINUTE_MILLIS),
                csv.toString());
    }

    private static byte[] gzip(String csv) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(csv.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Batch batch() {
        return batch;
    }

    String csv() {
        return csv;
    }

    /** All of it. */
    TestContent content() {
        return new TestContent(gzip, Long.MAX_VALUE, () -> {});
    }

    /** Fails in the middle, as by a damaged disk. */
    TestContent broken() {
        return new TestContent(gzip, gzip.length / 2, () -> {
            throw new DamagedException();
        });
    }

    /** Fails at the first byte, as when its bytes were released after an earlier delivery. */
    TestContent gone() {
        return new TestContent(gzip, 0, () -> {
            throw new DamagedException();
        });
    }

    /** Stops in the middle until the thread is interrupted. */
    TestContent stuck(Runnable reached) {
        return new TestContent(gzip, gzip.length / 2, () -> {
            reached.run();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while it was read", e);
            }
        });
    }

    /** What broken bytes throw. */
    static final class DamagedException extends IOException {
        DamagedException() {
            super("the bytes are damaged");
        }
    }
}
