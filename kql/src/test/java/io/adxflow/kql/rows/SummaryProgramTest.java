package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a summary asks of a record: where it belongs and what it adds; and what is no summary, with the reason. */
class SummaryProgramTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Column("Timestamp", KqlType.DATETIME),
            new Column("Text", KqlType.STRING),
            new Column("Level", KqlType.INT),
            new Column("Attributes", KqlType.DYNAMIC)));
    private static final Map<String, Schema> TABLES = Map.of("Logs", SCHEMA, "Spans", SCHEMA);

    private static SummaryProgram bind(String text) {
        return SummaryProgram.bind(text, TABLES, RowFunctions.builtIn());
    }

    private static List<List<@Nullable Object>> run(SummaryProgram program, @Nullable Object... record) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        program.runner().run(new ListRecord(SCHEMA, Arrays.asList(record)), row -> {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(row.whole(SummaryProgram.TIME));
            for (int i = 0; i < program.labels().size(); i++) {
                io.adxflow.kql.values.Text text = new io.adxflow.kql.values.Text();
                row.text(1 + i, text);
                values.add(text.string());
            }
            if (program.valueColumn() > 0 && !row.isNull(program.valueColumn())) {
                values.add(row.real(program.valueColumn()));
            }
            rows.add(values);
        });
        return rows;
    }

    private static long at(String time) {
        return Datetime.ticks(Instant.parse(time));
    }

    @Test
    void aRecordAddsToOneGroupOfOneWindow() {
        SummaryProgram program = bind("Logs | where Level >= 17 | extend host = strcat('h-', Text)"
                + " | summarize Value = sum(Level) by bin(Timestamp, 10s), host, Level");
        assertThat(program.table()).isEqualTo("Logs");
        assertThat(program.aggregate()).isEqualTo(Aggregate.SUM);
        assertThat(program.labels()).containsExactly("host", "Level");
        assertThat(program.windowTicks()).isEqualTo(100_000_000L);
        long time = at("2026-01-02T03:04:17.5Z");
        assertThat(run(program, time, "a", 20, null))
                .containsExactly(List.of(at("2026-01-02T03:04:10Z"), "h-a", "20", 20.0));
        assertThat(run(program, time, "a", 16, null)).isEmpty();
    }

    @Test
    void conditionsOfAggregatesAreAskedOfTheRecord() {
        SummaryProgram program = bind("Spans | summarize countif(Level > 3) by bin(Timestamp, 1m)");
        assertThat(program.aggregate()).isEqualTo(Aggregate.COUNT);
        assertThat(run(program, at("2026-01-02T03:04:17Z"), "a", 3, null)).isEmpty();
        assertThat(run(program, at("2026-01-02T03:04:17Z"), "a", 4, null))
                .containsExactly(List.of(at("2026-01-02T03:04:00Z")));
    }

    @Test
    void histogramsAndPercentilesTellTheirConstants() {
        SummaryProgram histogram = bind(
                "Logs | summarize histogram(todouble(Attributes.ms), dynamic([1, 2.5, 10])) by bin(Timestamp, 1m)");
        assertThat(histogram.aggregate()).isEqualTo(Aggregate.HISTOGRAM);
        assertThat(histogram.bounds()).containsExactly(1.0, 2.5, 10.0);
        assertThat(bind("Logs | summarize p = percentile(Level, 99) by bin(Timestamp, 1m)")
                        .percentile())
                .isEqualTo(99.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Logs | where Level > 1; does not end in a summarize",
                "Logs | summarize count() by Text; has no windows",
                "Logs | summarize count() by bin(Timestamp, 0s); has no windows",
                "Logs | summarize count(), sum(Level) by bin(Timestamp, 1s); one aggregate",
                "Logs | summarize Value = 2 * count() by bin(Timestamp, 1s); one aggregate",
                "Logs | summarize make_list(Level) by bin(Timestamp, 1s); cannot be added up",
                "Logs | summarize max(Timestamp) by bin(Timestamp, 1s); is no number",
                "Logs | summarize histogram(Level, dynamic([2, 1])) by bin(Timestamp, 1s); growing numbers",
                "Logs | summarize percentile(Level, 101) by bin(Timestamp, 1s); from 0 to 100",
                "union Logs, Spans | summarize count() by bin(Timestamp, 1s); expected: one table",
                "Log | summarize count() by bin(Timestamp, 1s); Log",
                "Logs | summarize count() by bin(Timestamp, 1s) | summarize sum(count_) by bin(Timestamp, 1s); several"
                        + " rows",
                "Logs | where Timestamp > ago(1h) | summarize count() by bin(Timestamp, 1s); another value at each"
                        + " call",
            })
    void whatIsNoSummaryIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(KqlException.class).hasMessageContaining(reason);
    }
}
