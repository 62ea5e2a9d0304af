package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Json;
import java.io.IOException;

/**
 * A committed file, or a part of a shared one, as its line in the manifest tells of it: an object of JSON.
 *
 * @param file the blob's name
 * @param offset where in it the batch begins
 * @param length how many bytes of it are the batch's, a whole gzip file; {@link #WHOLE} for all of them
 * @param schema as in the table's {@code _schema.json}
 * @param minTimestampMillis of its rows, inclusive like the other, epoch milliseconds
 * @param sealedAtMillis epoch milliseconds
 */
record ManifestEntry(
        String batchId,
        String file,
        long offset,
        long length,
        String database,
        String table,
        String schema,
        long rows,
        long minTimestampMillis,
        long maxTimestampMillis,
        long sealedAtMillis) {
    /** Of a batch that has its file for itself. */
    static final long WHOLE = -1;

    private static final ObjectMapper JSON = new ObjectMapper();

    static ManifestEntry of(SealedBatch batch, String file) {
        return new ManifestEntry(
                batch.batchId(),
                file,
                0,
                WHOLE,
                batch.key().database(),
                batch.key().table(),
                BatchIds.schemaIdOf(batch.batchId()),
                batch.rows(),
                batch.minTimestampMillis(),
                batch.maxTimestampMillis(),
                batch.sealedAtMillis());
    }

    /** The same as a part of its file. */
    ManifestEntry within(long from, long bytes) {
        return new ManifestEntry(
                batchId,
                file,
                from,
                bytes,
                database,
                table,
                schema,
                rows,
                minTimestampMillis,
                maxTimestampMillis,
                sealedAtMillis);
    }

    /** With its end. */
    byte[] line() {
        Json json = new Json().text("batch", batchId).text("file", file);
        if (length != WHOLE) {
            json.number("offset", offset).number("length", length);
        }
        return json.text("database", database)
                .text("table", table)
                .text("schema", schema)
                .number("rows", rows)
                .number("minTimestampMillis", minTimestampMillis)
                .number("maxTimestampMillis", maxTimestampMillis)
                .number("sealedAtMillis", sealedAtMillis)
                .line()
                .getBytes(UTF_8);
    }

    /** @throws IOException when it is no entry */
    static ManifestEntry parse(String line) throws IOException {
        JsonNode node = JSON.readTree(line);
        return new ManifestEntry(
                node.path("batch").asText(),
                node.path("file").asText(),
                node.path("offset").asLong(),
                node.path("length").asLong(WHOLE),
                node.path("database").asText(),
                node.path("table").asText(),
                node.path("schema").asText(),
                node.path("rows").asLong(),
                node.path("minTimestampMillis").asLong(),
                node.path("maxTimestampMillis").asLong(),
                node.path("sealedAtMillis").asLong());
    }
}
