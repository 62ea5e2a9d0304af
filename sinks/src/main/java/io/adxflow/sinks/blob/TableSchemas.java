package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.blob.BlobContainer.Text;
import io.adxflow.sinks.delivery.SchemaSummary;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says beside each table's files which columns they have, before the first file of a schema can be seen, as
 * {@code <prefix><database>/<table>/_schema.json}:
 *
 * <pre>
 * {"database": …, "table": …, "version": n, "columns": [{"name": …, "type": …}, …], "schemas": {"&lt;schema id&gt;": "name:type,…", …}}
 * </pre>
 *
 * {@code version} is the first of the table's versions that has them. {@code columns} are all columns ever seen, the widest schema's first. A file's schema id is what its batch's id ends with, after
 * the last '-'. Several processes add theirs: each replaces the version that it has read. Thread-safe.
 */
final class TableSchemas {
    static final String NAME = "_schema.json";
    private static final int ATTEMPTS = 20;
    private static final int MAX_KNOWN = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Folder and schema id of all that is known to be written. */
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    /** @param folder of the table, with a slash at its end */
    void ensure(BlobContainer container, String folder, SealedBatch batch) throws Exception {
        BatchKey key = batch.key();
        String id = BatchIds.schemaIdOf(batch.batchId());
        if (written.contains(folder + id)) {
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Text before = container.text(folder + NAME);
            Map<String, String> schemas = before == null ? new TreeMap<>() : schemas(before.bytes());
            int version = before == null
                    ? 0
                    : JSON.readTree(before.bytes()).path("version").asInt();
            boolean there = schemas.putIfAbsent(id, key.schema()) != null && version >= batch.tableVersion();
            if (there
                    || container.replace(
                            folder + NAME,
                            SchemaSummary.of(key, Math.max(version, batch.tableVersion()), schemas)
                                    .getBytes(UTF_8),
                            before == null ? null : before.etag())) {
                if (written.size() >= MAX_KNOWN) {
                    written.clear();
                }
                written.add(folder + id);
                return;
            }
        }
        throw new IOException(folder + NAME + " was changed by others " + ATTEMPTS + " times in a row");
    }

    private static Map<String, String> schemas(byte[] bytes) throws IOException {
        Map<String, String> schemas = new TreeMap<>();
        JsonNode node = JSON.readTree(bytes).path("schemas");
        node.fieldNames().forEachRemaining(id -> schemas.put(id, node.path(id).asText()));
        return schemas;
    }
}
