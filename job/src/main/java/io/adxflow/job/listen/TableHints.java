package io.adxflow.job.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.reading.ChangedBlobException;
import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenSplit;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of which table a blob's rows are, and which columns they have: by what the input's options say, else by what came with the
 * notification, else by the blob's metadata, else by the {@code _schema.json} beside it, which knows each schema by the id that the name of
 * a file of ours holds. Thread-safe; remembers the newest {@value #MAX_KEPT} of such files for a moment.
 */
final class TableHints {
    /** Headers of ours. */
    static final String TABLE = "adxflow-table";

    static final String COLUMNS = "adxflow-columns";
    static final String DATABASE = "adxflow-database";

    static final Set<String> HEADERS = Set.of(TABLE, COLUMNS, DATABASE);

    private static final String SUMMARY = "_schema.json";
    private static final int MAX_SUMMARY_BYTES = 8 << 20;
    private static final int MAX_KEPT = 256;
    private static final JsonMapper JSON = new JsonMapper();

    private final ListenInput input;
    private final StoredBlobs blobs;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private record Kept(String etag, JsonNode summary) {}

    TableHints(ListenInput input, StoredBlobs blobs) {
        this.input = input;
        this.blobs = blobs;
    }

    /** What options say. */
    static TableHint ofOptions(ListenInput input) {
        return new TableHint(input.options().get("table"), input.options().get("schema"), input.database());
    }

    /** What a notification's or message's headers say. */
    static TableHint ofHeaders(Map<String, String> headers) {
        return new TableHint(headers.get(TABLE), headers.get(COLUMNS), headers.get(DATABASE));
    }

    TableHint of(ListenSplit split, StoredBlob head) throws IOException, UnreadableException, InterruptedException {
        TableHint known = ofOptions(input).or(ofHeaders(split.hints()));
        known = known.or(new TableHint(
                head.metadata().get("tablename"), null, head.metadata().get("database")));
        if (!known.isWhole()) {
            JsonNode summary = summary(split.name());
            if (summary != null) {
                known = known.or(ofSummary(split.name(), summary));
            }
        }
        return known.table() == null ? known.or(new TableHint(folder(split.name()), null, null)) : known;
    }

    private static TableHint ofSummary(String name, JsonNode summary) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        JsonNode schema = summary.path("schemas").path(BatchFiles.schemaId(file));
        return new TableHint(text(summary.path("table")), text(schema), text(summary.path("database")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    /** The file that tells of the schemas: beside the blob, or above its folders of day and hour. */
    private @Nullable JsonNode summary(String name) throws IOException, UnreadableException, InterruptedException {
        String folder = folderOf(name);
        while (true) {
            String summary = folder.isEmpty() ? SUMMARY : folder + "/" + SUMMARY;
            StoredBlob head = blobs.head(summary);
            if (head != null) {
                return read(summary, head);
            }
            String last = folder.substring(folder.lastIndexOf('/') + 1);
            if (!last.startsWith("hh=") && !last.startsWith("dt=")) {
                return null;
            }
            folder = folderOf(folder);
        }
    }

    private JsonNode read(String name, StoredBlob head) throws IOException, UnreadableException, InterruptedException {
        synchronized (kept) {
            Kept known = kept.get(name);
            if (known != null && known.etag().equals(head.etag())) {
                return known.summary();
            }
        }
        if (head.bytes() > MAX_SUMMARY_BYTES) {
            throw new UnreadableException(
                    name + ": " + head.bytes() + " bytes (expected: at most " + MAX_SUMMARY_BYTES + ")");
        }
        byte[] text;
        try {
            text = blobs.read(name, head.etag(), 0, (int) head.bytes());
        } catch (ChangedBlobException e) {
            // It is being written anew.
            throw new IOException(e.getMessage());
        }
        JsonNode summary = JSON.readTree(text);
        synchronized (kept) {
            kept.put(name, new Kept(head.etag(), summary));
        }
        return summary;
    }

    private static String folderOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** A blob that nothing tells about has the name of its folder for its table's. */
    private static @Nullable String folder(String name) {
        String folder = folderOf(name);
        String last = folder.substring(folder.lastIndexOf('/') + 1);
        return last.isEmpty() || last.contains("=") ? null : last;
    }
}
