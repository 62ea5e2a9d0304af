package io.adxflow.job.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.Refusals;
import io.adxflow.sources.wire.RowsBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelfReportTest {
    private long now = 1_780_000_000_000L;
    private final Refusals refusals = new Refusals(() -> now);
    private final DeliveryRecords deliveries = new DeliveryRecords(() -> now);
    private final List<String> sent = new ArrayList<>();
    private final List<Consumer<String>> answers = new ArrayList<>();
    private @Nullable String refusal;
    private int readers = 1;
    private double counted;

    private final SelfMetrics metrics = new SelfMetrics(
            visitor -> {
                for (int i = 0; i < readers; i++) {
                    visitor.visit("received_bytes_total", Map.of("subtask_index", "" + i), 10 + counted);
                    visitor.visit("oldest_row_seconds", Map.of("moniker", "adx", "subtask_index", "" + i), i);
                }
                visitor.visit("buffered_rows_total", Map.of("namespace", "team-a"), 5);
                visitor.visit("buffered_rows_total", Map.of("namespace", "ops"), counted);
                visitor.visit("failed_batches_total", Map.of("table", SelfMetrics.TABLE), counted);
                visitor.visit(SelfMetric.ROWS.metricName(), Map.of(), counted);
            },
            "ops",
            "1@test");
    private final SelfReport report = new SelfReport(
            metrics,
            new SelfErrors(refusals::recent, deliveries::standings, () -> null, "1@test"),
            (body, outcome) -> {
                if (refusal == null) {
                    sent.add(new String(body, StandardCharsets.UTF_8));
                    answers.add(outcome);
                }
                return refusal;
            },
            now);

    private void tell() {
        now += 60_000;
        report.tell(now);
    }

    private void answerAll(String outcome) {
        List<Consumer<String>> waiting = List.copyOf(answers);
        answers.clear();
        waiting.forEach(answer -> answer.accept(outcome));
    }

    @Test
    void tellsEachMetricOnceOverTheReadersOfTheProcess() throws Exception {
        readers = 3;
        tell();
        String body = sent.get(0);
        RowsBody head = RowsBody.read(body.getBytes(StandardCharsets.UTF_8), body.length());
        assertThat(head.table()).isEqualTo("AdxflowMetrics");
        assertThat(body.substring(head.rowsStart()).lines())
                .containsExactly(
                        "2026-05-28T20:27:40Z,\"1@test\",\"buffered_rows_total\",\"{\"\"namespace\"\":\"\"team-a\"\"}\",5",
                        "2026-05-28T20:27:40Z,\"1@test\",\"oldest_row_seconds\",\"{\"\"moniker\"\":\"\"adx\"\"}\",2",
                        "2026-05-28T20:27:40Z,\"1@test\",\"received_bytes_total\",\"{}\",30");
    }

    @Test
    void itsOwnRowsMakeNoFurtherRows() {
        List<Long> sizes = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            tell();
            sizes.add(sent.stream().mapToLong(body -> body.lines().count() - 2).sum());
            // What a pipeline counts that has nothing but these rows to do.
            counted += sizes.get(round);
            refusals.note("target_overload", SelfErrors.SENDER, "full");
            answerAll("");
            sent.clear();
        }
        assertThat(sizes).containsOnly(sizes.get(0));
    }

    @Test
    void tellsOfAnErrorOnceAReportForAsLongAsItGoesOn() {
        tell();
        answerAll("");
        assertThat(sent).hasSize(1);
        for (int i = 0; i < 100; i++) {
            refusals.note("content", "/10.0.0.1:5000 Prometheus/3.5", "no \"such\" label");
        }
        deliveries.failed("adx", DeliveryRecords.Part.DESTINATION, "", "transient", "connection refused");
        tell();
        answerAll("");
        assertThat(sent).hasSize(3);
        assertThat(sent.get(2).lines())
                .contains("AdxflowErrors")
                .anyMatch(line ->
                        line.contains("\"refusal\",\"10.0.0.1 Prometheus/3.5\",\"content\",\"no \"\"such\"\" label\"")
                                && line.endsWith(",100"))
                .anyMatch(line -> line.contains("\"delivery\",\"adx\",\"transient\",\"connection refused\""))
                .hasSize(4);
        tell();
        answerAll("");
        assertThat(sent).as("nothing went on").hasSize(4);
    }

    @Test
    void makesNoneWhileOneIsUnderWayAndTellsErrorsAgainThatWereNotTaken() {
        now += 1;
        refusals.note("content", "/10.0.0.1:5000", "bad");
        tell();
        assertThat(sent).hasSize(2);
        tell();
        assertThat(sent).as("two wait for their checkpoint").hasSize(2);
        assertThat(report.refusedReports()).isEqualTo(2);
        answerAll("503: the job is restarting");
        tell();
        assertThat(sent).hasSize(4);
        assertThat(sent.get(3)).contains("AdxflowErrors").contains("10.0.0.1");
        answerAll("");
        assertThat(report.rows()).isEqualTo(4);
        refusal = "no room";
        tell();
        assertThat(report.refusedReports()).isEqualTo(5);
    }

    @Test
    void isBounded() {
        SelfMetrics many = new SelfMetrics(
                visitor -> {
                    for (int i = 0; i < SelfMetrics.MAX_ROWS + 7; i++) {
                        visitor.visit("some_total", Map.of("moniker", "m" + i), i);
                    }
                },
                "ops",
                "1@test");
        assertThat(many.rows(now).rows()).isEqualTo(SelfMetrics.MAX_ROWS);
        assertThat(many.leftOut()).isEqualTo(7);
    }

    @Test
    void refusesSettingsThatCannotBe() {
        Configuration options = new Configuration();
        assertThat(SelfSettings.from(options).isOn()).isFalse();
        options.set(SelfOptions.NAMESPACE, "ops");
        assertThat(SelfSettings.from(options)).isEqualTo(new SelfSettings("ops", 60_000));
        options.set(SelfOptions.INTERVAL, Duration.ofSeconds(1));
        assertThatThrownBy(() -> SelfSettings.from(options)).hasMessageContaining("self.interval");
        options.set(SelfOptions.INTERVAL, Duration.ofSeconds(10));
        options.set(SelfOptions.NAMESPACE, "a b/c\n");
        assertThatThrownBy(() -> SelfSettings.from(options)).hasMessageContaining("self.namespace");
    }
}
