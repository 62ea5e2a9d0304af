package io.adxflow.sinks.cosmos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.events.Event;
import io.adxflow.sinks.events.EventReader;
import io.adxflow.sinks.events.EventShape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A batch's rows as items: {@code {"id": "<batch id>-<row offset>", "pk": …, "database": …, "table": …, "row": {…}}}, the same ones each
 * time. Rows that are larger than an item may be are counted and left out. For one thread.
 */
final class CosmosItems {
    /** Cosmos DB takes items of 2 MB; what goes round the row counts. */
    private static final int MAX_ROW_BYTES = (2 << 20) - (16 << 10);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final CosmosSettings settings;
    private final SealedBatch batch;
    private final EventReader rows;
    private long tooLarge;

    CosmosItems(CosmosSettings settings, SealedBatch batch, BatchContent content) throws IOException {
        this.settings = settings;
        this.batch = batch;
        this.rows = new EventReader(batch, content, new EventShape(EventShape.Format.JSON, true, 0, MAX_ROW_BYTES));
    }

    /** An item with the value of its partition key. */
    record Item(String partition, ObjectNode body) {}

    /** The next one, or null after the last. */
    @Nullable
    Item next() throws IOException {
        Event event = rows.next();
        while (event != null && event.parts() > 1) {
            tooLarge += event.part() == 0 ? 1 : 0;
            event = rows.next();
        }
        if (event == null) {
            return null;
        }
        BatchKey key = batch.key();
        JsonNode row = MAPPER.readTree(event.value());
        String partition = partition(event, row);
        ObjectNode body = MAPPER.createObjectNode();
        body.put("id", batch.batchId() + "-" + event.row());
        body.put("pk", partition);
        body.put("database", key.database());
        body.put("table", key.table());
        body.put("version", batch.tableVersion());
        body.set("row", row);
        return new Item(partition, body);
    }

    /** How many were left out by now. */
    long tooLarge() {
        return tooLarge;
    }

    private String partition(Event event, JsonNode row) {
        return switch (settings.partitions()) {
            case SERIES -> event.key() == null ? table() : new String(event.key(), UTF_8);
            case TABLE -> table();
            case BATCH -> batch.batchId();
            case COLUMN -> row.path(settings.column()).asText();
        };
    }

    private String table() {
        return batch.key().database() + "/" + batch.key().table();
    }
}
