package io.adxflow.job.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sinks.reading.EventPositions;
import io.adxflow.sinks.reading.EventPositions.StoredEvent;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one partition: each an OTLP request in protobuf, or one or several rows as objects of JSON or lines of CSV. Rows of one table
 * that follow each other are one part. A part's position is the position behind its last event.
 */
final class TopicFeed implements Feed {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ECHO = 500;

    private final ListenInput input;
    private final String topic;
    private final EventPositions reading;
    private final @Nullable WireFormat otlp;
    private final boolean isCsv;
    private final Deque<StoredEvent> polled = new ArrayDeque<>();

    /** The part that is being made, and the events' {@link #hint} of it. */
    private final ByteBuilder part = new ByteBuilder(RowsFeed.PART_BYTES);

    private @Nullable TableHint hint;
    private long position;

    TopicFeed(ListenInput input, String topic, EventPositions reading) {
        this.input = input;
        this.topic = topic;
        this.reading = reading;
        String format = input.option("format", "auto");
        this.isCsv = format.equals("csv");
        this.otlp = switch (format) {
            case "otlp-logs" -> WireFormat.OTLP_LOGS;
            case "otlp-traces" -> WireFormat.OTLP_TRACES;
            case "otlp-metrics" -> WireFormat.OTLP_METRICS;
            default -> null;
        };
    }

    @Override
    public @Nullable Object next() throws IOException, InterruptedException {
        if (polled.isEmpty()) {
            polled.addAll(reading.poll(POLL));
        }
        hint = null;
        while (!polled.isEmpty()) {
            StoredEvent event = polled.peek();
            if (otlp != null) {
                polled.remove();
                byte[] value = event.value();
                return value == null
                        ? unreadable(event, "an event without a value")
                        : new Part(otlp, null, value, event.position() + 1);
            }
            Object made = add(event);
            if (made != null) {
                return made;
            }
        }
        return hint == null ? null : part();
    }

    /** Takes an event into the part; returns what is to be handed out first, or instead of it. */
    private @Nullable Object add(StoredEvent event) {
        Map<String, String> headers = event.headers();
        TableHint of = TableHints.ofOptions(input).or(TableHints.ofHeaders(headers));
        String wrong = wrong(event, of, headers);
        TableHint current = hint;
        if (current != null && (wrong != null || !current.equals(of) || part.length() >= RowsFeed.PART_BYTES)) {
            return part();
        }
        int before = part.length();
        byte[] value = event.value();
        if (wrong == null && value != null) {
            try {
                if (current == null) {
                    begin(of);
                }
                append(value, of);
                position = event.position() + 1;
                polled.remove();
                return null;
            } catch (IOException | IllegalArgumentException e) {
                wrong = String.valueOf(e.getMessage());
                part.end(before);
            }
        }
        if (hint != null && current != null) {
            // What stands before it goes first; the event is looked at again.
            return part();
        }
        hint = null;
        polled.remove();
        return unreadable(event, wrong == null ? "" : wrong);
    }

    private static @Nullable String wrong(StoredEvent event, TableHint of, Map<String, String> headers) {
        if (event.value() == null) {
            return "an event without a value";
        }
        if (headers.containsKey("adxflow-part")) {
            return "a part of a row that is longer than an event may be";
        }
        if (of.table() == null || of.schema() == null) {
            return "nothing says of which table and columns it is (expected: headers adxflow-table and"
                    + " adxflow-columns, or the options table and schema)";
        }
        return null;
    }

    private void begin(TableHint of) {
        byte[] head = RowsBody.head(String.valueOf(of.table()), String.valueOf(of.schema()));
        part.clear();
        part.put(head, 0, head.length);
        hint = of;
    }

    private void append(byte[] value, TableHint of) throws IOException {
        if (isCsv) {
            part.put(value, 0, value.length);
            if (value.length > 0 && value[value.length - 1] != '\n') {
                part.put('\n');
            }
            return;
        }
        JsonCells cells = new JsonCells(String.valueOf(of.schema()));
        try (MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).readValues(value)) {
            while (objects.hasNextValue()) {
                JsonNode object = objects.nextValue();
                if (!object.isObject()) {
                    throw new IOException("no object of JSON: " + object.getNodeType());
                }
                cells.write(object, part);
            }
        }
    }

    private Part part() {
        TableHint of = hint;
        hint = null;
        return new Part(
                WireFormat.ROWS,
                of == null ? null : of.database(),
                Arrays.copyOf(part.array(), part.length()),
                position);
    }

    private Unreadable unreadable(StoredEvent event, String why) {
        byte[] all = event.value();
        byte[] value = all == null ? new byte[0] : all;
        String begin = new String(value, 0, Math.min(value.length, MAX_ECHO), StandardCharsets.UTF_8);
        return new Unreadable(
                topic + "/" + event.partition() + "@" + event.position(),
                why,
                JSON.createObjectNode()
                        .put("position", event.position())
                        .put("bytes", value.length)
                        .put("begin", begin)
                        .toString(),
                event.position() + 1);
    }

    @Override
    public void close() {
        reading.close();
    }
}
