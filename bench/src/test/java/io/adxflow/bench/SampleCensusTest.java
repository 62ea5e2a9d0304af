package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.SeriesCatalog;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleCensusTest {
    private record TableRow(String table, List<String> fields) {}

    private final BodyGenerator generator =
            new BodyGenerator(new Workload("census", 12, 240, 20, 1, 0, 15_000, 5), WireFormat.REMOTE_WRITE_1);
    private final SampleCensus census = new SampleCensus();
    private final BitSet sent = new BitSet();
    private final List<TableRow> rows = new ArrayList<>();

    @BeforeEach
    void send() {
        census.expect(generator);
        sent.set(5, 40);
        sent.stream().forEach(body -> generator.visit(body, this::add));
    }

    private void add(int series, long timestamp, double value) {
        SeriesCatalog catalog = generator.catalog();
        String labels = catalog.labels(series).stream()
                .skip(1)
                .map(label -> "\"" + label.name() + "\":\"" + label.value() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        String time = Instant.ofEpochMilli(timestamp).toString();
        rows.add(new TableRow(
                catalog.tableName(catalog.table(series)), List.of(time, "1", labels, Double.toString(value))));
    }

    private void count() {
        rows.forEach(row -> census.row(row.table(), row.fields()));
    }

    @Test
    void isContentWhenEverySampleIsThereOnce() {
        count();

        assertThat(census.rows()).isEqualTo(35 * 20);
        assertThat(census.strange()).isEmpty();
        assertThat(census.doubled()).isEmpty();
        assertThat(census.notOnce(generator, sent)).isEmpty();
    }

    @Test
    void missesALostSample() {
        rows.remove(123);
        count();

        assertThat(census.notOnce(generator, sent)).hasSize(1).allMatch(text -> text.endsWith(": 0"));
        assertThat(census.doubled()).isEmpty();
    }

    @Test
    void findsASampleThatIsThereTwiceAcknowledgedOrNot() {
        rows.add(rows.get(7));
        count();

        assertThat(census.doubled()).hasSize(1);
        assertThat(census.notOnce(generator, sent)).hasSize(1).allMatch(text -> text.endsWith(": 2"));
        assertThat(census.notOnce(generator, new BitSet())).isEmpty();
    }

    @Test
    void keepsRowsApartThatNobodySent() {
        TableRow row = rows.get(0);
        rows.add(new TableRow("Other", row.fields()));
        rows.add(new TableRow(
                row.table(), List.of(row.fields().get(0), "1", row.fields().get(2), "-1.5")));
        rows.add(new TableRow(
                row.table(),
                List.of("2026-01-01T00:00:00.001Z", "1", row.fields().get(2), "0")));
        count();

        assertThat(census.strange()).hasSize(3);
        assertThat(census.doubled()).isEmpty();
    }
}
