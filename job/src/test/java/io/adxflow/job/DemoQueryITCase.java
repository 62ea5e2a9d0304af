package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.demo.DemoSender;
import io.adxflow.job.query.CommittedSource;
import io.adxflow.job.web.HostPort;
import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Datetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rates of a demo that goes on, asked in KQL, are those that a plain count of the committed rows gives. */
class DemoQueryITCase {
    private static final String QUERY = "HttpRequestsTotal | where Timestamp > ago(5m) | invoke prom_rate()"
            + " | summarize sum(Value) by bin(Timestamp, 1m), tostring(Labels.code)";
    private static final Pattern ROW = Pattern.compile("([^,]+),(-?\\d+),\"(.*)\",([^,\"]+)");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private record Sample(Instant time, String series, String code, double value) {}

    @Test
    void ratesOfARunningDemoAreThoseOfAPlainCount() throws Exception {
        Path tables = folder.resolve("tables");
        Path requests = tables.resolve("Metrics").resolve("HttpRequestsTotal");
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.start(1, null);
            String host = cluster.writeUrl().replaceAll("^http://|/api/.*", "");
            try (DemoSender sender = DemoSender.start(HostPort.parse(host))) {
                CommonTestUtils.waitUtil(
                        () -> batches(requests).size() >= 3, Duration.ofMinutes(5), "the demo commits no batches");
                Map<String, Double> asked;
                Map<String, Double> counted;
                List<Path> before;
                do {
                    // Both see the same rows when no batch came meanwhile.
                    before = batches(requests);
                    Instant now = Instant.now();
                    asked = ask(tables, now);
                    counted = count(before, now.minus(Duration.ofMinutes(5)));
                } while (!batches(requests).equals(before));
                assertThat(asked.keySet()).isEqualTo(counted.keySet());
                assertThat(asked).hasSizeGreaterThan(1);
                for (Map.Entry<String, Double> rate : asked.entrySet()) {
                    double expected = counted.get(rate.getKey());
                    // Sums of reals may differ in their last digits, as several threads add up in any order.
                    assertThat(rate.getValue()).as(rate.getKey()).isCloseTo(expected, Offset.offset(expected * 1e-9));
                }
                assertThat(asked.values()).anyMatch(rate -> rate > 0);
            }
        }
    }

    private static Map<String, Double> ask(Path tables, Instant now) throws SQLException {
        Map<String, Double> rates = new TreeMap<>();
        try (DuckDb duckDb = DuckDb.inMemory(256L << 20, 2)) {
            QueryEngine engine =
                    new QueryEngine(duckDb, new CommittedSource(tables, "Metrics"), QueryLimits.OF_THE_SERVICE);
            try (QueryRun run = engine.run(new QueryEngine.Request(QUERY, now))) {
                ResultTable table = Objects.requireNonNull(run.nextTable());
                while (table.next()) {
                    rates.put(Datetime.format((long) table.value(0)) + " " + table.value(1), (double) table.value(2));
                }
            }
        }
        return rates;
    }

    private static Map<String, Double> count(List<Path> files, Instant after) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Path file : files) {
            for (String line : CommittedFiles.lines(file)) {
                Matcher row = ROW.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                String code = JSON.readTree(row.group(3).replace("\"\"", "\""))
                        .path("code")
                        .asText();
                samples.add(
                        new Sample(Instant.parse(row.group(1)), row.group(2), code, Double.parseDouble(row.group(4))));
            }
        }
        samples.sort(Comparator.comparing(Sample::time));
        Map<String, Sample> last = new HashMap<>();
        Map<String, Double> rates = new TreeMap<>();
        for (Sample sample : samples) {
            if (!sample.time().isAfter(after)) {
                continue;
            }
            Sample before = last.put(sample.series(), sample);
            if (before != null) {
                double grown = sample.value() < before.value() ? sample.value() : sample.value() - before.value();
                double seconds = Duration.between(before.time(), sample.time()).toMillis() / 1000.0;
                long minute = Math.floorDiv(sample.time().toEpochMilli(), 60_000L) * 60_000L;
                String key = Datetime.format(Datetime.ticks(Instant.ofEpochMilli(minute))) + " " + sample.code();
                rates.merge(key, grown / seconds, Double::sum);
            }
        }
        return rates;
    }

    private static List<Path> batches(Path table) {
        try {
            return CommittedFiles.visibleFiles(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
