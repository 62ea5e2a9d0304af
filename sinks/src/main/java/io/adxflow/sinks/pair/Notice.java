package io.adxflow.sinks.pair;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.CommittedObject;
import io.adxflow.sinks.delivery.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a hub is told of a committed batch: BlobCreated as Event Grid writes it, an array of one event ("Azure Blob Storage as Event Grid
 * source"), or as CloudEvents 1.0 in structured mode. Its id is the batch's. What readers of rows need beside it is in headers.
 */
final class Notice {
    private static final String TYPE = "Microsoft.Storage.BlobCreated";

    private final PairSettings settings;
    private final SealedBatch batch;
    private final CommittedObject object;

    Notice(PairSettings settings, SealedBatch batch, CommittedObject object) {
        this.settings = settings;
        this.batch = batch;
        this.object = object;
    }

    String json() {
        String time = Instant.ofEpochMilli(batch.sealedAtMillis()).toString();
        String subject = "/blobServices/default/containers/" + object.container() + "/blobs/" + object.path();
        Json event = new Json();
        if (settings.cloudEvents()) {
            return event.text("specversion", "1.0")
                    .text("type", TYPE)
                    .text("source", settings.topic())
                    .text("id", batch.batchId())
                    .text("time", time)
                    .text("subject", subject)
                    .text("datacontenttype", "application/json")
                    .raw("data", data())
                    .line()
                    .strip();
        }
        return "["
                + event.text("topic", settings.topic())
                        .text("subject", subject)
                        .text("eventType", TYPE)
                        .text("id", batch.batchId())
                        .text("eventTime", time)
                        .raw("data", data())
                        .text("dataVersion", "")
                        .text("metadataVersion", "1")
                        .line()
                        .strip()
                + "]";
    }

    private String data() {
        return new Json()
                .text("api", "PutBlockList")
                .text("clientRequestId", batch.batchId())
                .text("requestId", batch.batchId())
                .text("eTag", object.etag())
                .text("contentType", object.contentType())
                .number("contentLength", object.bytes())
                .text("blobType", "BlockBlob")
                .text("url", object.url())
                .text("sequencer", batch.batchId())
                .line()
                .strip();
    }

    /** Text, numbers in decimal digits. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (settings.cloudEvents()) {
            headers.put("content-type", "application/cloudevents+json; charset=utf-8");
        }
        headers.put("adxflow-database", batch.key().database());
        headers.put("adxflow-table", batch.key().table());
        headers.put("adxflow-schema", BatchIds.schemaIdOf(batch.batchId()));
        headers.put("adxflow-schema-version", Integer.toString(batch.tableVersion()));
        headers.put("adxflow-columns", batch.key().schema());
        headers.put("adxflow-batch", batch.batchId());
        headers.put("adxflow-rows", Long.toString(batch.rows()));
        return headers;
    }

    /** Notices of a table keep their order. */
    String key() {
        return batch.key().database() + "/" + batch.key().table();
    }
}
