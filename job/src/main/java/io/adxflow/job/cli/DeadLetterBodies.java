package io.adxflow.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.bundle.ArchivedBodies;
import io.adxflow.job.bundle.ArchivedBodies.ArchivedBody;
import io.adxflow.job.listen.JsonCells;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.translate.SampleBody;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a file of dead letters a file of the archive: rows with all their columns as rows of their table, samples with all their labels as remote write, each for the
 * namespace and database that it was for. Letters that follow each other and are for one are one body.
 */
final class DeadLetterBodies {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LETTERS_PER_BODY = 1_000;
    private static final int BYTES_PER_BODY = 1 << 20;
    private static final String SENDER = "replay";

    private final OutputStream out;
    private final @Nullable String reason;
    private long bodies;
    private long taken;
    private long left;

    private @Nullable For current;
    private final ByteBuilder rows = new ByteBuilder(1 << 16);
    private @Nullable JsonCells cells;
    private SampleBody samples = new SampleBody(Long.MAX_VALUE);
    private int letters;
    private long arrivalMillis;

    /** What one body is for; without a table it is samples. */
    private record For(Target target, String table, String columns) {}

    /** @param reason of the letters that are meant, or null for all */
    DeadLetterBodies(OutputStream out, @Nullable String reason) {
        this.out = out;
        this.reason = reason;
    }

    void add(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                JsonNode letter = JSON.readTree(line);
                if (reason == null
                        || reason.equalsIgnoreCase(letter.path("reason").asText())) {
                    boolean isTaken = add(letter);
                    taken += isTaken ? 1 : 0;
                    left += isTaken ? 0 : 1;
                }
            } catch (JsonProcessingException damaged) {
                left++;
            }
        }
        flush();
    }

    /** Letters that come in again. */
    long taken() {
        return taken;
    }

    /** Letters of which not all is there. */
    long left() {
        return left;
    }

    private boolean add(JsonNode letter) throws IOException {
        Target target = new Target(
                letter.path("namespace").asText(), letter.path("database").asText());
        String columns = letter.path("columns").asText();
        JsonNode labels = object(letter.path("labels").asText());
        JsonNode row = object(letter.path("row").asText());
        if (row == null || (columns.isEmpty() && !isSample(row, labels))) {
            return false;
        }
        For its = columns.isEmpty()
                ? new For(target, "", "")
                : new For(target, letter.path("series").asText(), columns);
        if (!its.equals(current) || letters >= LETTERS_PER_BODY || rows.length() >= BYTES_PER_BODY) {
            flush();
            begin(its, letter);
        }
        letters++;
        if (columns.isEmpty()) {
            addSample(row, labels);
        } else if (cells != null) {
            cells.write(row, rows);
        }
        return true;
    }

    private static @Nullable JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node != null && node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean isSample(JsonNode row, @Nullable JsonNode labels) {
        return labels != null && labels.has("__name__") && row.path("timestamp").isIntegralNumber() && row.has("value");
    }

    private void begin(For its, JsonNode letter) {
        current = its;
        letters = 0;
        try {
            arrivalMillis = Instant.parse(letter.path("time").asText()).toEpochMilli();
        } catch (DateTimeException e) {
            // It is for people alone.
            arrivalMillis = 0;
        }
        rows.clear();
        cells = null;
        if (its.table().isEmpty()) {
            samples = new SampleBody(Long.MAX_VALUE);
        } else {
            rows.put(RowsBody.head(its.table(), its.columns()));
            cells = new JsonCells(its.columns());
        }
    }

    private void addSample(JsonNode row, @Nullable JsonNode labels) {
        Map<String, String> all = new HashMap<>();
        if (labels != null) {
            labels.properties()
                    .forEach(label -> all.put(label.getKey(), label.getValue().asText()));
        }
        String metric = String.valueOf(all.remove("__name__"));
        samples.sample(
                metric,
                all,
                row.path("timestamp").asLong(),
                real(row.path("value").asText()));
    }

    /** As CSV has numbers. */
    private static double real(String text) {
        return Double.parseDouble(text);
    }

    private void flush() throws IOException {
        For its = current;
        if (its == null) {
            return;
        }
        byte[] body = its.table().isEmpty() ? samples.finish() : Arrays.copyOf(rows.array(), rows.length());
        out.write(ArchivedBodies.record(
                new ArchivedBody(
                        its.table().isEmpty() ? WireFormat.REMOTE_WRITE_1 : WireFormat.ROWS, its.target(), body),
                bodies++,
                arrivalMillis,
                SENDER));
        current = null;
    }
}
