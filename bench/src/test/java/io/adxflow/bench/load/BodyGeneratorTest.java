package io.adxflow.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class BodyGeneratorTest {
    private static final Workload SMALL = new Workload("small", 30, 1_050, 100, 3, 0, 15_000, 7);

    /** One sample as any of the two protocols sends it; the bits tell NaN from NaN and 0 from -0. */
    private record Sent(List<SeriesCatalog.Label> labels, long timestamp, long valueBits) {}

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void bodiesDecodeToTheSamplesThatTheGeneratorTells(WireFormat format) throws Exception {
        BodyGenerator generator = new BodyGenerator(SMALL, format);

        for (long body = 0; body < 5L * generator.bodiesPerRound(); body++) {
            byte[] raw = Snappy.uncompress(generator.body(body));
            List<Sent> decoded =
                    switch (format) {
                        case REMOTE_WRITE_1 -> decode1(raw);
                        case REMOTE_WRITE_2 -> decode2(raw);
                        default -> throw new IllegalArgumentException(format + " (expected: remote write)");
                    };
            assertThat(decoded).isEqualTo(told(generator, body));
            assertThat(decoded).hasSize(generator.sampleCount(body));
        }
    }

    private static List<Sent> told(BodyGenerator generator, long body) {
        List<Sent> told = new ArrayList<>();
        generator.visit(
                body,
                (series, timestamp, value) -> told.add(
                        new Sent(generator.catalog().labels(series), timestamp, Double.doubleToRawLongBits(value))));
        return told;
    }

    private static List<Sent> decode1(byte[] raw) throws Exception {
        return WriteRequest.parseFrom(raw).getTimeseriesList().stream()
                .map(series -> new Sent(
                        series.getLabelsList().stream()
                                .map(label -> new SeriesCatalog.Label(label.getName(), label.getValue()))
                                .toList(),
                        series.getSamples(0).getTimestamp(),
                        Double.doubleToRawLongBits(series.getSamples(0).getValue())))
                .toList();
    }

    private static List<Sent> decode2(byte[] raw) throws Exception {
        Request request = Request.parseFrom(raw);
        List<Sent> decoded = new ArrayList<>();
        for (io.adxflow.proto.v2.TimeSeries series : request.getTimeseriesList()) {
            List<SeriesCatalog.Label> labels = new ArrayList<>();
            for (int i = 0; i < series.getLabelsRefsCount(); i += 2) {
                labels.add(new SeriesCatalog.Label(
                        request.getSymbols(series.getLabelsRefs(i)), request.getSymbols(series.getLabelsRefs(i + 1))));
            }
            assertThat(request.getSymbols(series.getMetadata().getHelpRef())).startsWith("Number ");
            decoded.add(new Sent(
                    labels,
                    series.getSamples(0).getTimestamp(),
                    Double.doubleToRawLongBits(series.getSamples(0).getValue())));
        }
        return decoded;
    }

    @Test
    void theSameNumberGivesTheSameBytesInEveryProcess() {
        BodyGenerator one = new BodyGenerator(SMALL, WireFormat.REMOTE_WRITE_1);
        BodyGenerator other = new BodyGenerator(SMALL, WireFormat.REMOTE_WRITE_1);

        assertThat(one.body(17)).isEqualTo(other.body(17));
    }

    @Test
    void noTwoBodiesAreEqual() {
        BodyGenerator generator = new BodyGenerator(SMALL, WireFormat.REMOTE_WRITE_2);
        Set<ByteBuffer> seen = new HashSet<>();

        for (long body = 0; body < 20L * generator.bodiesPerRound(); body++) {
            assertThat(seen.add(ByteBuffer.wrap(generator.body(body)))).isTrue();
        }
    }

    @Test
    void aRoundHoldsEverySeriesOnceAndTheNextTheSameAnIntervalLater() {
        BodyGenerator generator = new BodyGenerator(SMALL, WireFormat.REMOTE_WRITE_1);
        long[] first = new long[SMALL.series()];

        for (long body = 0; body < generator.bodiesPerRound(); body++) {
            generator.visit(body, (series, timestamp, value) -> {
                assertThat(first[series]).isZero();
                assertThat(generator.samples().round(timestamp)).isZero();
                first[series] = timestamp;
            });
        }
        assertThat(first).doesNotContain(0);
        for (long body = 0; body < generator.bodiesPerRound(); body++) {
            generator.visit(body + generator.bodiesPerRound(), (series, timestamp, value) -> assertThat(timestamp)
                    .isEqualTo(first[series] + SMALL.scrapeIntervalMillis()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c", "d"})
    void workloadsHaveTheirTablesAndSeriesWithRealisticLabels(String name) {
        Workload workload = Workload.named(name);
        SeriesCatalog catalog = new SeriesCatalog(workload);
        Set<String> tables = new HashSet<>();
        Set<List<SeriesCatalog.Label>> distinct = new HashSet<>();
        long labelBytes = 0;

        for (int series = 0; series < workload.series(); series += 97) {
            List<SeriesCatalog.Label> labels = catalog.labels(series);
            assertThat(labels.size()).isBetween(13, 14);
            assertThat(distinct.add(labels)).isTrue();
            labelBytes += labels.stream()
                    .mapToLong(label -> label.name().length() + label.value().length() + 6)
                    .sum();
        }
        for (int table = 0; table < workload.tables(); table++) {
            tables.add(catalog.tableName(table));
        }

        assertThat(catalog.size()).isEqualTo(workload.series());
        assertThat(tables).hasSize(workload.tables());
        assertThat(labelBytes / distinct.size()).isBetween(400L, 480L);
    }

    @Test
    void labelNamesAreSorted() {
        SeriesCatalog catalog = new SeriesCatalog(SMALL);

        for (int series = 0; series < SMALL.series(); series++) {
            String[] names = catalog.labels(series).stream()
                    .map(SeriesCatalog.Label::name)
                    .toArray(String[]::new);
            String[] sorted = names.clone();
            Arrays.sort(sorted);
            assertThat(names).isEqualTo(sorted);
        }
    }

    @Test
    void valuesAreMixedAndCountersNeverFall() {
        SeriesCatalog catalog = new SeriesCatalog(Workload.named("a"));
        SampleSource samples = new SampleSource(Workload.named("a"), catalog);
        int whole = 0;

        for (int series = 0; series < catalog.size(); series++) {
            double value = samples.value(series, 3);
            whole += value == Math.rint(value) ? 1 : 0;
            if (catalog.kind(catalog.table(series)) == SeriesCatalog.ValueKind.COUNTER) {
                assertThat(samples.value(series, 4)).isGreaterThanOrEqualTo(value);
            }
        }

        assertThat(whole).isBetween(catalog.size() / 2, catalog.size() * 6 / 10);
    }
}
