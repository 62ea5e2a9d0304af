package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.blob.BlobSettings.Format;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How batches' blobs are named and described: {@code <prefix><database>/<table>/dt=YYYY-MM-DD/hh=HH/<batch>.t<min>_<max>.csv.gz},
 * the day and hour (UTC) at which the batch was sealed, since a batch's rows may be of many hours. All of it follows from the
 * batch, so that every attempt makes the same.
 */
final class BatchBlobs {
    /** Azure allows 1,024 characters for a whole name. */
    private static final int MAX_PART_CHARS = 200;

    /** Not '%': the SDK takes a name with it for one that is encoded already. */
    private static final String ESCAPE = "~";

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("'dt='yyyy-MM-dd'/hh='HH").withZone(ZoneOffset.UTC);

    private final String prefix;
    private final Format format;

    BatchBlobs(String prefix, Format format) {
        this.prefix = prefix;
        this.format = format;
    }

    /** The blob of a batch. */
    String name(SealedBatch batch) {
        String file = BatchFiles.name(batch);
        return folder(batch.key()) + time(batch) + "/" + file.substring(0, file.length() - BatchFiles.ENDING.length())
                + format.ending();
    }

    /** Day and hour at which a batch was sealed, as folders. */
    static String time(SealedBatch batch) {
        return FOLDER.format(Instant.ofEpochMilli(batch.sealedAtMillis()));
    }

    /** The folder of a table, with a slash at its end. */
    String folder(BatchKey key) {
        return prefix + part(key.database()) + "/" + part(key.table()) + "/";
    }

    /** Metadata travels in headers: what is not plain is written as '~' and two hexadecimal digits. */
    static Map<String, String> metadata(SealedBatch batch) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("batch", batch.batchId());
        metadata.put("database", encoded(batch.key().database()));
        metadata.put("tablename", encoded(batch.key().table()));
        metadata.put("schema", BatchIds.schemaIdOf(batch.batchId()));
        metadata.put("schemaversion", String.valueOf(batch.tableVersion()));
        metadata.put("rows", String.valueOf(batch.rows()));
        metadata.put("mintimestampmillis", String.valueOf(batch.minTimestampMillis()));
        metadata.put("maxtimestampmillis", String.valueOf(batch.maxTimestampMillis()));
        return metadata;
    }

    /** Index tags: at most ten, values of at most 256 of few characters (Azure: Set Blob Tags). */
    static Map<String, String> tags(SealedBatch batch) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("database", tag(batch.key().database()));
        tags.put("table", tag(batch.key().table()));
        tags.put("schema", BatchIds.schemaIdOf(batch.batchId()));
        tags.put("rows", String.valueOf(batch.rows()));
        tags.put("from", Instant.ofEpochMilli(batch.minTimestampMillis()).toString());
        tags.put("to", Instant.ofEpochMilli(batch.maxTimestampMillis()).toString());
        return tags;
    }

    private static String tag(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9 +./:=_-]", "_");
        return plain.length() <= 256 ? plain : plain.substring(0, 256);
    }

    /** A folder's name; an identifier that is none becomes another one, told whole in the schema file. */
    private static String part(String name) {
        String encoded = encoded(name);
        // A name that begins like ours would be taken for one of ours.
        String own = encoded.startsWith("_") || encoded.startsWith(".")
                ? ESCAPE + String.format("%02X", (int) encoded.charAt(0)) + encoded.substring(1)
                : encoded;
        if (own.length() <= MAX_PART_CHARS && !own.endsWith(".")) {
            return own;
        }
        int end = Math.min(own.length(), MAX_PART_CHARS / 4);
        return own.substring(0, end) + "-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }

    /** All but letters, digits, '-', '_' and '.' as '~' and two hexadecimal digits per byte of UTF-8. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
            encoded.append(plain ? String.valueOf(c) : ESCAPE + String.format("%02X", (int) c));
        }
        return encoded.toString();
    }
}
