package io.adxflow.sinks.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Makes batch ids: {@code 20260102T030405Z-0123456789abcdef-<schema id>}. Times sort, the random part makes them unique,
 * and the schema's id at the end tells a reader of files by which columns to read one.
 */
public interface BatchIds extends Serializable {

    /** A new id, for a batch of rows of {@code schema} sealed at {@code nowMillis}. */
    String next(long nowMillis, String schema);

    /** Ids with 64 random bits. */
    static BatchIds random() {
        return new RandomIds();
    }

    /**
     * adx-mon's id of a schema, {@link TableSchema#text()}: XXH64 over column names and types back to back, in base 36
     * (schema/schema.go, SchemaHash).
     */
    static String schemaId(String schema) {
        byte[] bytes = schema.replace(":", "").replace(",", "").getBytes(UTF_8);
        return Long.toUnsignedString(XxHash64.hash(bytes, 0, bytes.length, 0), 36);
    }

    /** The schema id that a batch id ends with. */
    static String schemaIdOf(String batchId) {
        return batchId.substring(batchId.lastIndexOf('-') + 1);
    }

    /** Of {@link #random()}. */
    final class RandomIds implements BatchIds {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
        private static final SecureRandom RANDOM = new SecureRandom();

        private RandomIds() {}

        @Override
        public String next(long nowMillis, String schema) {
            return TIME.format(Instant.ofEpochMilli(nowMillis)) + "-"
                    + HexFormat.of().toHexDigits(RANDOM.nextLong()) + "-" + schemaId(schema);
        }
    }
}
