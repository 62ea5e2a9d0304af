package io.adxflow.sinks.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes chunks from text, as the bundler does. */
public final class Chunks {
    public static final String SCHEMA = "Id:string";

    private Chunks() {}

    public static BatchKey key(String moniker, String table) {
        return new BatchKey(moniker, "Metrics", table, SCHEMA);
    }

    public static Chunk of(BatchKey key, String csv, long sealAtMillis) {
        return of(key, csv.getBytes(UTF_8), (int) csv.lines().count(), sealAtMillis);
    }

    public static Chunk of(BatchKey key, byte[] csv, int rows, long sealAtMillis) {
        CRC32 crc = new CRC32();
        crc.update(csv);
        byte[] deflated = deflate(csv);
        return new Chunk(
                key,
                deflated,
                deflated.length,
                csv.length,
                (int) crc.getValue(),
                rows,
                1_000,
                2_000,
                3_000,
                sealAtMillis);
    }

    /** One row with a timestamp. */
    public static Chunk at(BatchKey key, String csv, long sealAtMillis, long timestamp) {
        Chunk chunk = of(key, csv, sealAtMillis);
        return new Chunk(
                key,
                chunk.deflated(),
                chunk.deflatedLength(),
                chunk.rawLength(),
                chunk.crc32(),
                1,
                1_000,
                timestamp,
                timestamp,
                sealAtMillis);
    }

    /** The marker that seals a key's batch. */
    public static Chunk sealNow(BatchKey key) {
        return new Chunk(key, new byte[0], 0, 0, 0, 0, 0, 0, 0, TableBatcher.SEAL_NOW);
    }

    public static byte[] deflate(byte[] csv) {
        Deflater deflater = new Deflater(1, true);
        deflater.setInput(csv);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int length;
        do {
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            out.write(buffer, 0, length);
        } while (length == buffer.length);
        deflater.end();
        return out.toByteArray();
    }
}
