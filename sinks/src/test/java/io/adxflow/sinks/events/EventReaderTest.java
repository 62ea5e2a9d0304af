package io.adxflow.sinks.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {
    private static final EventShape JSON = new EventShape(EventShape.Format.JSON, true, 0, 1 << 20);

    @TempDir
    Path folder;

    private EventBatches batches;

    @BeforeEach
    void open() {
        batches = new EventBatches(folder);
    }

    @Test
    void aRowIsJsonTypedByItsSchema() throws Exception {
        SealedBatch batch = batches.of(
                "T",
                "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real,Text:string,Flag:bool,Id:guid",
                2,
                "2026-01-02T03:04:05Z,-9007199254740993,\"{\"\"a\"\":\"\"b\\\"\"c\"\"}\",1.5,\"x \"\"y\"\",\nz\\\",true,g\n",
                ",,,NaN,,,\n");
        List<Event> events = events(batch, JSON);
        assertThat(text(events.get(0)))
                .isEqualTo("{\"Timestamp\":\"2026-01-02T03:04:05Z\",\"SeriesId\":-9007199254740993,"
                        + "\"Labels\":{\"a\":\"b\\\"c\"},\"Value\":1.5,\"Text\":\"x \\\"y\\\",\\nz\\\\\",\"Flag\":true,"
                        + "\"Id\":\"g\"}");
        assertThat(text(events.get(1)))
                .isEqualTo("{\"Timestamp\":null,\"SeriesId\":null,\"Labels\":null,\"Value\":\"NaN\",\"Text\":\"\","
                        + "\"Flag\":null,\"Id\":null}");
        assertThat(events).extracting(Event::row).containsExactly(0L, 1L);
        assertThat(new String(events.get(0).key(), UTF_8)).isEqualTo("-9007199254740993");
    }

    @Test
    void anyTextComesBackFromJson() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String text = random.ints(random.nextInt(30), 0, 0x2FF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            texts.add(text);
            csv.append('"').append(text.replace("\"", "\"\"")).append("\"\n");
        }
        SealedBatch batch = batches.of("T", "Text:string", 500, csv.toString());
        ObjectMapper mapper = new ObjectMapper();
        List<String> read = new ArrayList<>();
        for (Event event : events(batch, JSON)) {
            JsonNode row = mapper.readTree(event.value());
            read.add(row.get("Text").asText());
        }
        assertThat(read).as("seed " + seed).isEqualTo(texts);
    }

    @Test
    void rowsOfASeriesShareAnEventUpToItsSize() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 2_500);
        EventShape shape = new EventShape(EventShape.Format.CSV, true, 300, 1 << 20);
        List<Event> events = events(batch, shape);
        long next = 0;
        for (Event event : events) {
            assertThat(event.row()).isEqualTo(next);
            assertThat(text(event).lines())
                    .hasSize(event.rows())
                    .allMatch(line -> line.contains("," + new String(event.key(), UTF_8) + ","));
            assertThat(event.value().length).isLessThanOrEqualTo(300);
            next += event.rows();
        }
        assertThat(next).isEqualTo(2_500);
        assertThat(events.size()).isBetween(250, 1_000);
    }

    @Test
    void aRowThatIsTooLongForAnEventGoesInPartsThatAreTheRow() throws Exception {
        String text = "0123456789".repeat(100);
        SealedBatch batch = batches.of("T", "A:string", 3, "a\n" + text + "\nb\n");
        List<Event> events = events(batch, new EventShape(EventShape.Format.CSV, true, 0, 300));
        assertThat(events).extracting(Event::row).containsExactly(0L, 1L, 1L, 1L, 1L, 2L);
        assertThat(events).extracting(Event::parts).containsExactly(1, 4, 4, 4, 4, 1);
        assertThat(text(events.get(1)) + text(events.get(2)) + text(events.get(3)) + text(events.get(4)))
                .isEqualTo(text);
    }

    @Test
    void aBatchIsReadWithoutBeingHeld() throws Exception {
        SealedBatch batch = batches.metrics("large", "Cpu", 40_000, 1_100);
        assertThat(batch.rawBytes()).isGreaterThan(40 << 20);
        EventReader reader = new EventReader(batch, batches.content(batch), JSON);
        long rows = 0;
        long bytes = 0;
        for (Event event = reader.next(); event != null; event = reader.next()) {
            rows++;
            bytes += event.value().length;
        }
        assertThat(rows).isEqualTo(40_000);
        assertThat(bytes).isGreaterThan(batch.rawBytes());
    }

    @Test
    void aRecordOfOtherFieldsThanTheSchemaIsRefused() throws Exception {
        SealedBatch batch = batches.of("T", "A:string,B:string", 1, "a,b\na\n");
        assertThatThrownBy(() -> events(batch, JSON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1 of the batch has 1 fields (expected: 2, as the schema)");
    }

    private List<Event> events(SealedBatch batch, EventShape shape) throws IOException {
        EventReader reader = new EventReader(batch, batches.content(batch), shape);
        List<Event> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    private static String text(Event event) {
        return new String(event.value(), UTF_8);
    }
}
