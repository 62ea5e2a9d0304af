package io.adxflow.sinks.kusto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a batch is called at Azure: all of it follows from its id and key, so that each attempt finds the one before. */
final class BatchNames {
    static final String FOLDER = "adxflow/";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    private BatchNames() {}

    /** {@code adxflow/<database>/<table>/<batch id>.csv.gz}, of characters that a URL takes as they are. */
    static String blob(SealedBatch batch) {
        return FOLDER + plain(batch.key().database()) + "/" + plain(batch.key().table()) + "/" + batch.batchId()
                + ".csv.gz";
    }

    /** The id of its ingestion message and of its status. */
    static String messageId(SealedBatch batch) {
        return UUID.nameUUIDFromBytes(("adxflow/" + batch.batchId()).getBytes(UTF_8))
                .toString();
    }

    /** A name that needs no escaping: names are identifiers nearly always. */
    private static String plain(String name) {
        if (PLAIN.matcher(name).matches()) {
            return name;
        }
        String cleaned = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return cleaned.substring(0, Math.min(50, cleaned.length())) + "-"
                + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }
}
