package io.adxflow.job.query;

import static io.adxflow.job.query.CommittedFixture.NOW;
import static io.adxflow.job.query.CommittedFixture.real;
import static io.adxflow.job.query.CommittedFixture.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.query.CommittedFixture.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For each shape of query that dashboards of adx-mon have, one of our own, over committed batches, against a recount in Java. */
class DashboardShapesTest {
    private static final long STEP = 15_000;
    private static final long FIRST = NOW.toEpochMilli() - 40 * 60_000;

    @TempDir
    private Path root;

    private CommittedFixture tables;
    private final List<Sample> requests = new ArrayList<>();
    private final List<Sample> load = new ArrayList<>();

    @BeforeEach
    void commit() throws Exception {
        Random random = new Random(7);
        for (int series = 0; series < 12; series++) {
            double counter = 100 * series;
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("code", List.of("200", "404", "500").get(series % 3));
            labels.put("pod", "api-" + series + "-x" + series % 4);
            labels.put("cluster", series < 6 ? "east" : "west");
            for (long at = FIRST; at <= NOW.toEpochMilli(); at += STEP) {
                counter = random.nextInt(60) == 0 ? random.nextInt(5) : counter + random.nextInt(40);
                // Some samples are missing, as scrapes fail.
                if (random.nextInt(50) != 0) {
                    requests.add(new Sample(at, 1_000 + series, labels, counter));
                }
            }
        }
        for (int node = 0; node < 5; node++) {
            for (long at = FIRST; at <= NOW.toEpochMilli(); at += STEP) {
                load.add(new Sample(at, node, Map.of("node", "n" + node), random.nextInt(1000) / 10.0));
            }
        }
        tables = new CommittedFixture(root);
        tables.commit("HttpRequestsTotal", requests, 300);
        tables.commit("NodeLoad1", load, 200);
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    private static List<Sample> since(List<Sample> samples, int minutes) {
        return samples.stream()
                .filter(sample -> sample.millis() > NOW.toEpochMilli() - minutes * 60_000L)
                .toList();
    }

    /** Increases by our own definition: since the sample before of the series, resets seen. */
    private static List<Sample> increases(List<Sample> samples, boolean perSecond) {
        List<Sample> result = new ArrayList<>();
        Map<Long, Sample> before = new TreeMap<>();
        samples.stream().sorted(Comparator.comparingLong(Sample::millis)).forEach(sample -> {
            Sample last = before.put(sample.series(), sample);
            if (last != null) {
                double grown = sample.value() < last.value() ? sample.value() : sample.value() - last.value();
                double seconds = (sample.millis() - last.millis()) / 1000.0;
                result.add(new Sample(
                        sample.millis(), sample.series(), sample.labels(), perSecond ? grown / seconds : grown));
            }
        });
        return result;
    }

    private static <K extends Comparable<K>> TreeMap<K, List<Sample>> by(
            List<Sample> samples, Function<Sample, K> key) {
        return samples.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private static double sum(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::value).sum();
    }

    private static double average(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::value).average().orElseThrow();
    }

    private static double percentile(List<Sample> samples, double percent) {
        List<Double> sorted = samples.stream().map(Sample::value).sorted().toList();
        return sorted.get((int) Math.max(0, Math.ceil(percent / 100 * sorted.size()) - 1));
    }

    private void assertRows(String query, List<String> expected) throws Exception {
        assertThat(tables.rows(query)).as(query).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void ratesPerMinuteAndLabel() throws Exception {
        List<String> expected = new ArrayList<>();
        by(increases(since(requests, 5), true), sample -> time(sample.minute()) + " | " + sample.label("code"))
                .forEach((key, samples) -> expected.add(key + " | " + real(sum(samples))));
        assertThat(expected).hasSizeGreaterThan(12);
        assertRows(
                "HttpRequestsTotal | where Timestamp > ago(5m) | invoke prom_rate()"
                        + " | summarize sum(Value) by bin(Timestamp, 1m), tostring(Labels.code)",
                expected);
    }

    @Test
    void increasesAndDeltasAreTheSame() throws Exception {
        List<String> expected = new ArrayList<>();
        by(increases(since(requests, 30), false), sample -> sample.label("cluster"))
                .forEach((key, samples) -> expected.add(key + " | " + real(sum(samples)) + " | " + samples.size()));
        for (String function : List.of("prom_increase()", "prom_delta()", "prom_delta(5m)")) {
            assertRows(
                    "HttpRequestsTotal | where Timestamp > ago(30m) | invoke " + function
                            + " | extend Cluster = tostring(Labels.cluster) | summarize sum(Value), count() by Cluster",
                    expected);
        }
        assertRows(
                "prom_increase((HttpRequestsTotal | where Timestamp > ago(30m))) | summarize sum(Value), count() by tostring(Labels.cluster)",
                expected);
    }

    @Test
    void filtersByLabelsAndOrders() throws Exception {
        List<String> expected = new ArrayList<>();
        by(
                        since(requests, 10).stream()
                                .filter(sample -> sample.label("cluster").equals("west")
                                        && !sample.label("code").equals("200"))
                                .toList(),
                        sample -> sample.label("pod"))
                .forEach((pod, samples) -> expected.add(pod + " | "
                        + real(samples.stream().mapToDouble(Sample::value).max().orElseThrow())));
        assertThat(tables.rows("HttpRequestsTotal | where Timestamp > ago(10m) and Labels.cluster == 'west'"
                        + " | where tostring(Labels.code) != '200' | extend Pod = tostring(Labels.pod)"
                        + " | summarize Highest = max(Value) by Pod | project Pod, Highest | order by Pod asc"))
                .isEqualTo(expected);
    }

    @Test
    void chartsAveragesAndPercentilesOverTime() throws Exception {
        List<String> expected = new ArrayList<>();
        by(load, sample -> Math.floorDiv(sample.millis(), 300_000) * 300_000)
                .forEach((bin, samples) -> expected.add(time(bin) + " | " + real(average(samples)) + " | "
                        + real(percentile(samples, 50)) + " | " + real(percentile(samples, 99)) + " | "
                        + real(samples.stream().mapToDouble(Sample::value).min().orElseThrow())));
        assertThat(tables.rows("NodeLoad1 | where Timestamp between (ago(40m) .. now())"
                        + " | summarize avg(Value), percentile(Value, 50), percentile(Value, 99), min(Value) by bin(Timestamp, 5m)"
                        + " | order by Timestamp asc"))
                .isEqualTo(expected);
    }

    @Test
    void listsTheValuesOfALabelForAVariable() throws Exception {
        List<String> expected = requests.stream()
                .filter(sample -> sample.label("cluster").equals("east"))
                .map(sample -> sample.label("pod"))
                .distinct()
                .sorted()
                .toList();
        assertThat(tables.rows("HttpRequestsTotal | where Labels.cluster in ('east') | distinct tostring(Labels.pod)"
                        + " | project-rename pod = Labels_pod | order by pod asc | limit 100"))
                .isEqualTo(expected);
    }

    @Test
    void countsSeriesAndTakesTheLatestSample() throws Exception {
        List<String> expected = new ArrayList<>();
        by(requests, Sample::series).forEach((series, samples) -> {
            Sample latest = samples.get(samples.size() - 1);
            expected.add(series + " | " + time(latest.millis()) + " | " + real(latest.value()));
        });
        assertRows("HttpRequestsTotal | summarize arg_max(Timestamp, Value) by SeriesId", expected);
        assertThat(
                        tables.rows(
                                "HttpRequestsTotal | where Timestamp > ago(5m) | summarize dcount(SeriesId), dcount(tostring(Labels.cluster))"))
                .containsExactly(new HashSet<>(since(requests, 5).stream()
                                        .map(Sample::series)
                                        .toList())
                                .size() + " | 2");
    }

    @Test
    void dividesByAScalarOfAnotherQuery() throws Exception {
        double total = sum(increases(since(requests, 20), false));
        List<String> expected = new ArrayList<>();
        by(increases(since(requests, 20), false), sample -> sample.label("code"))
                .forEach((code, samples) ->
                        expected.add(code + " | " + real(Math.round(sum(samples) / total * 100 * 100) / 100.0)));
        assertRows(
                "let grown = HttpRequestsTotal | where Timestamp > ago(20m) | invoke prom_increase();"
                        + " let total = toscalar(grown | summarize sum(Value));"
                        + " grown | summarize Value = sum(Value) by Code = tostring(Labels.code)"
                        + " | extend Share = round(Value / toreal(total) * 100, 2) | project Code, Share",
                expected);
    }

    @Test
    void joinsTwoMetricsByALabel() throws Exception {
        Map<Long, Double> total = new TreeMap<>();
        by(increases(since(requests, 15), false), Sample::minute)
                .forEach((minute, samples) -> total.put(minute, sum(samples)));
        List<String> expected = new ArrayList<>();
        by(
                        increases(since(requests, 15), false).stream()
                                .filter(sample -> sample.label("code").equals("500"))
                                .toList(),
                        Sample::minute)
                .forEach((minute, samples) -> expected.add(
                        time(minute) + " | " + real(sum(samples) / total.getOrDefault(minute, Double.NaN))));
        assertRows(
                "let grown = materialize(HttpRequestsTotal | where Timestamp > ago(15m) | invoke prom_increase());"
                        + " grown | where Labels.code == '500' | summarize Errors = sum(Value) by bin(Timestamp, 1m)"
                        + " | join kind=inner (grown | summarize All = sum(Value) by bin(Timestamp, 1m)) on Timestamp"
                        + " | extend Share = Errors / All | project Timestamp, Share",
                expected);
    }

    @Test
    void makesSeriesAndSmoothsThem() throws Exception {
        long from = NOW.toEpochMilli() - 10 * 60_000;
        List<Double> averages = new ArrayList<>();
        for (long bin = from; bin < NOW.toEpochMilli(); bin += 60_000) {
            long begin = bin;
            averages.add(average(load.stream()
                    .filter(sample -> sample.millis() >= begin && sample.millis() < begin + 60_000)
                    .toList()));
        }
        List<Double> smooth = new ArrayList<>();
        for (int i = 0; i < averages.size(); i++) {
            double sum = 0;
            for (int tap = 0; tap < 3; tap++) {
                sum += i - tap >= 0 ? averages.get(i - tap) : 0;
            }
            smooth.add(sum / 3);
        }
        List<String> expected = new ArrayList<>();
        for (int i = 2; i < smooth.size(); i++) {
            expected.add(time(from + i * 60_000L) + " | " + real(smooth.get(i)));
        }
        assertThat(tables.rows("NodeLoad1 | make-series Load = avg(Value) on Timestamp from ago(10m) to now() step 1m"
                        + " | extend Smooth = series_fir(Load, repeat(1, 3), true)"
                        + " | extend Smooth = array_slice(Smooth, 2, array_length(Smooth) - 1), Timestamp = array_slice(Timestamp, 2, -1)"
                        + " | mv-expand Timestamp to typeof(datetime), Smooth to typeof(real)"
                        + " | project Timestamp, Smooth | order by Timestamp asc"))
                .isEqualTo(expected);
    }

    @Test
    void readsStatisticsOfASeries() throws Exception {
        List<String> expected = new ArrayList<>();
        by(since(load, 20), sample -> sample.label("node"))
                .forEach((node, samples) -> expected.add(node + " | "
                        + real(samples.stream().mapToDouble(Sample::value).max().orElseThrow()) + " | "
                        + real(average(samples)) + " | "
                        + samples.size()));
        assertRows(
                "NodeLoad1 | where Timestamp > ago(20m) | order by Timestamp asc"
                        + " | summarize Values = make_list(Value) by Node = tostring(Labels.node)"
                        + " | extend Stats = series_stats_dynamic(Values)"
                        + " | project Node, toreal(Stats.max), toreal(Stats.avg), array_length(Values)",
                expected);
    }

    @Test
    void namesByPatternsAndCases() throws Exception {
        List<String> expected = new ArrayList<>();
        by(
                        since(requests, 5),
                        sample -> sample.label("pod").replaceAll("-x[0-9]+$", "") + " | "
                                + (sample.label("code").equals("200")
                                        ? "good"
                                        : sample.label("code").startsWith("5") ? "bad" : "odd")
                                + " | " + (sample.label("cluster").equals("east") ? "E" : "W") + "-"
                                + sample.label("code"))
                .forEach((key, samples) -> expected.add(key + " | " + samples.size()));
        assertRows(
                "HttpRequestsTotal | where Timestamp > ago(5m)"
                        + " | extend Workload = replace_regex(tostring(Labels.pod), @'-x[0-9]+$', ''), Code = tostring(Labels.code)"
                        + " | extend Kind = case(Code == '200', 'good', Code startswith '5', 'bad', 'odd')"
                        + " | extend Place = strcat(iff(Labels.cluster == 'east', 'E', 'W'), '-', Code)"
                        + " | summarize count() by Workload, Kind, Place",
                expected);
    }

    @Test
    void comparesWithTheRowBefore() throws Exception {
        List<Sample> ordered = since(load, 10).stream()
                .sorted(Comparator.comparingLong(Sample::series).thenComparingLong(Sample::millis))
                .toList();
        long jumps = 0;
        double largest = 0;
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i).series() == ordered.get(i - 1).series()) {
                double jump =
                        Math.abs(ordered.get(i).value() - ordered.get(i - 1).value());
                jumps += jump > 50 ? 1 : 0;
                largest = Math.max(largest, jump);
            }
        }
        assertThat(tables.rows("NodeLoad1 | where Timestamp > ago(10m) | order by SeriesId asc, Timestamp asc"
                        + " | extend Same = SeriesId == prev(SeriesId), Jump = abs(Value - prev(Value)) | where Same"
                        + " | summarize countif(Jump > 50), max(Jump)"))
                .containsExactly(jumps + " | " + real(largest));
    }

    @Test
    void unionsTablesAndDropsColumns() throws Exception {
        assertRows(
                "union withsource=Table HttpRequestsTotal, NodeLoad1 | where Timestamp > ago(5m) | project-away Labels, SeriesId"
                        + " | summarize count(), max(Timestamp) by Table",
                List.of(
                        "HttpRequestsTotal | " + since(requests, 5).size() + " | " + time(NOW.toEpochMilli()),
                        "NodeLoad1 | " + since(load, 5).size() + " | " + time(NOW.toEpochMilli())));
    }

    @Test
    void countsSeriesPerTable() throws Exception {
        // From an hour before until five minutes ago, as the function says.
        assertRows(
                "CountCardinality | extend Table = tostring(Labels.table) | project Timestamp, Table, Value",
                List.of(
                        time(NOW.toEpochMilli()) + " | HttpRequestsTotal | " + real(12),
                        time(NOW.toEpochMilli()) + " | NodeLoad1 | " + real(5)));
    }

    @Test
    void topTalkersOverAWindow() throws Exception {
        List<String> expected =
                by(increases(since(requests, 30), false), sample -> sample.label("pod")).entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                (Map.Entry<String, List<Sample>> one) -> -sum(one.getValue())))
                        .limit(3)
                        .map(one -> one.getKey() + " | " + real(sum(one.getValue())))
                        .toList();
        assertThat(tables.rows("HttpRequestsTotal | where Timestamp > ago(30m) | invoke prom_increase()"
                        + " | summarize Total = sum(Value) by Pod = tostring(Labels.pod) | top 3 by Total desc"))
                .isEqualTo(expected);
    }
}
