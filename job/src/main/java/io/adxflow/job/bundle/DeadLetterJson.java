package io.adxflow.job.bundle;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.rows.DeadLetter;
import java.time.Instant;

/** A dead letter as one line of JSON, the form of the files under dead-letters.directory. */
final class DeadLetterJson {
    private static final JsonMapper JSON = new JsonMapper();

    private DeadLetterJson() {}

    static String of(DeadLetter letter) {
        ObjectNode node = JSON.createObjectNode();
        node.put("time", Instant.ofEpochMilli(letter.arrivalMillis()).toString());
        node.put("reason", letter.reason().name());
        node.put("namespace", letter.namespace());
        node.put("database", letter.database());
        node.put("series", letter.series());
        node.put("detail", letter.detail());
        node.put("row", letter.row());
        node.put("sender", letter.sender());
        if (!letter.columns().isEmpty()) {
            node.put("columns", letter.columns());
        }
        if (!letter.labels().isEmpty()) {
            node.put("labels", letter.labels());
        }
        return node.toString();
    }
}
