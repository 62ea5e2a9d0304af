package io.adxflow.job.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.adxflow.job.tables.CsvRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Picks of the rows of this process those that somebody wants to see, and makes them readable. For one thread at a time. */
final class TailLens {
    /** At a look: with two looks a second, what people can still follow as it scrolls by. */
    static final int MAX_ROWS = 50;

    /** Of CSV, at a look. */
    static final int MAX_BYTES = 128 * 1024;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Tail tail;
    private final TailFilter filter;
    private final CsvRow fields = new CsvRow();

    TailLens(Tail tail) {
        this.tail = tail;
        this.filter = new TailFilter(tail.request().where());
    }

    Tail tail() {
        return tail;
    }

    /** What came since the look before. */
    TailView look() {
        Tail.Fetched fetched = tail.fetch();
        List<TailRow> matching = new ArrayList<>();
        String problem = "";
        for (TailRow row : fetched.rows()) {
            try {
                if (filter.keeps(row)) {
                    matching.add(row);
                }
            } catch (IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        List<TailView.Row> shown = new ArrayList<>();
        int bytes = 0;
        int some = Math.min(MAX_ROWS, matching.size());
        for (int i = 1; i <= some && bytes < MAX_BYTES; i++) {
            TailRow row = matching.get((int) ((long) i * matching.size() / some) - 1);
            boolean isSmall = bytes + row.csv().length <= MAX_BYTES;
            bytes += isSmall ? row.csv().length : 0;
            shown.add(new TailView.Row(
                    TIME.format(Instant.ofEpochMilli(row.atMillis())),
                    row.namespace(),
                    row.database(),
                    row.table(),
                    isSmall ? json(row) : tooLarge(row)));
        }
        return new TailView(fetched.arrived(), fetched.rows().size(), matching.size(), shown, problem);
    }

    private JsonNode json(TailRow row) {
        fields.take(row.csv(), 0, row.csv().length);
        String json = fields.toJson(List.of(row.schema().split(",")));
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // A column of type dynamic may hold a text.
            return JsonNodeFactory.instance.objectNode().put("row", json);
        }
    }

    private static JsonNode tooLarge(TailRow row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("row", "of " + row.csv().length + " bytes, which is too much to show here");
    }
}
