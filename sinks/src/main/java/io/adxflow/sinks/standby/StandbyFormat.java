package io.adxflow.sinks.standby;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The layout of a kept batch's file. It needs nothing else to be understood:
 *
 * <pre>
 * ADXFLOW-STANDBY 1 &lt;length of the next line, 8 digits&gt; &lt;its CRC-32C, 8 hexadecimal digits&gt;\n
 * {"batch": …, "moniker": …, "database": …, "table": …, "schema": …, …, "slices": [[length, CRC-32C, CSV bytes, CRC-32, rows], …]}\n
 * one gzip member of CSV: ten bytes of header, the slices' deflated bytes, ten bytes that end it
 * </pre>
 *
 * so that {@code tail -n +3} of a file gives what {@code gunzip} reads, and each slice can be checked alone.
 */
final class StandbyFormat {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAGIC = "ADXFLOW-STANDBY 1 ";

    /** Of the first line, with its end. */
    static final int FIRST_LINE_BYTES = MAGIC.length() + 8 + 1 + 8 + 1;

    private static final int GZIP_HEADER_BYTES = 10;
    /** An empty last block, CRC-32 and length. */
    private static final int GZIP_TRAILER_BYTES = 10;

    private static final int MAX_HEADER_BYTES = 64 << 20;

    private StandbyFormat() {}

    /** All that stands before the gzip member. */
    static byte[] header(KeptBatch kept) throws IOException {
        SealedBatch batch = kept.batch();
        BatchKey key = batch.key();
        ObjectNode json = JSON.createObjectNode()
                .put("batch", batch.batchId())
                .put("moniker", key.moniker())
                .put("database", key.database())
                .put("table", key.table())
                .put("schema", key.schema())
                .put("definition", key.definition())
                .put("held", key.held())
                .put("rows", batch.rows())
                .put("rawBytes", batch.rawBytes())
                .put("oldestArrivalMillis", batch.oldestArrivalMillis())
                .put("minTimestampMillis", batch.minTimestampMillis())
                .put("maxTimestampMillis", batch.maxTimestampMillis())
                .put("sealedAtMillis", batch.sealedAtMillis())
                .put("parkedAtMillis", kept.parkedAtMillis())
                .put("attempts", kept.attempts())
                .put("failure", kept.failure())
                .put("reason", kept.reason());
        ArrayNode slices = json.putArray("slices");
        for (SliceRef slice : batch.slices()) {
            slices.addArray()
                    .add(slice.length())
                    .add(Integer.toUnsignedLong(slice.storedCrc32c()))
                    .add(slice.rawLength())
                    .add(Integer.toUnsignedLong(slice.crc32()))
                    .add(slice.rows());
        }
        byte[] line = (JSON.writeValueAsString(json) + "\n").getBytes(UTF_8);
        byte[] first = String.format("%s%08d %08x%n", MAGIC, line.length, crc(line))
                .replace("\r\n", "\n")
                .getBytes(US_ASCII);
        byte[] header = new byte[first.length + line.length];
        System.arraycopy(first, 0, header, 0, first.length);
        System.arraycopy(line, 0, header, first.length, line.length);
        return header;
    }

    /**
     * Length of the line that follows the first one.
     *
     * @throws CorruptSliceException when it is no first line
     */
    static int lineLength(String file, byte[] first) throws IOException {
        String text = new String(first, US_ASCII);
        if (!text.matches(MAGIC + "\\d{8} [0-9a-f]{8}\n")) {
            throw new CorruptSliceException(file + ": begins with something else (expected: " + MAGIC.strip() + ")");
        }
        int length = Integer.parseInt(text.substring(MAGIC.length(), MAGIC.length() + 8));
        if (length > MAX_HEADER_BYTES) {
            throw new CorruptSliceException(file + ": a header of " + length + " bytes (expected: fewer)");
        }
        return length;
    }

    /**
     * Reads what {@link #header} wrote.
     *
     * @throws CorruptSliceException when the line is not what was written
     */
    static KeptBatch parse(String file, byte[] first, byte[] line) throws IOException {
        String crc = new String(first, FIRST_LINE_BYTES - 9, 8, US_ASCII);
        if (!String.format("%08x", crc(line)).equals(crc)) {
            throw new CorruptSliceException(file + ": header (expected: another CRC-32C than " + crc + ")");
        }
        JsonNode json = JSON.readTree(line);
        long position = (long) FIRST_LINE_BYTES + line.length + GZIP_HEADER_BYTES;
        List<SliceRef> slices = new ArrayList<>();
        for (JsonNode slice : json.path("slices")) {
            int length = slice.path(0).asInt();
            slices.add(new SliceRef(
                    file,
                    position,
                    length,
                    (int) slice.path(1).asLong(),
                    slice.path(2).asInt(),
                    (int) slice.path(3).asLong(),
                    slice.path(4).asInt()));
            position += length;
        }
        BatchKey key = new BatchKey(
                json.path("moniker").asText(),
                json.path("database").asText(),
                json.path("table").asText(),
                json.path("schema").asText(),
                json.path("definition").asText(),
                json.path("held").asText());
        SealedBatch batch = new SealedBatch(
                json.path("batch").asText(),
                key,
                slices,
                json.path("rows").asLong(),
                json.path("rawBytes").asLong(),
                json.path("oldestArrivalMillis").asLong(),
                json.path("minTimestampMillis").asLong(),
                json.path("maxTimestampMillis").asLong(),
                json.path("sealedAtMillis").asLong());
        return new KeptBatch(
                batch,
                json.path("parkedAtMillis").asLong(),
                json.path("attempts").asInt(),
                json.path("failure").asText(),
                json.path("reason").asText());
    }

    /** Length of a whole file. */
    static long fileLength(KeptBatch kept) throws IOException {
        return header(kept).length + GZIP_HEADER_BYTES + kept.batch().storedBytes() + GZIP_TRAILER_BYTES;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
