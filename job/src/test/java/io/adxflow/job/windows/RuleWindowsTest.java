package io.adxflow.job.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.rules.metrics.Accumulator;
import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.rules.metrics.Groups;
import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.MetricShape;
import io.adxflow.job.rules.metrics.MetricTypes;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.rules.metrics.PartialSum.Entry;
import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows of one metric: what their rows sum up to, whatever the order, and what is held meanwhile. */
class RuleWindowsTest {
    private static final long WINDOW = 10_000;
    private static final long LATENESS = 5_000;
    private static final long START = 1_700_000_000_000L;
    private static final DocumentRef DOCUMENT = new DocumentRef("d1", 1, 1);
    private static final TypeSerializer<PartialSum> NETWORK =
            MetricTypes.PARTIAL_SUM.createSerializer(new SerializerConfigImpl());

    private record Place(String group, long window) {}

    private record Row(String group, long millis, double[] values) {}

    private final List<Row> rows = new ArrayList<>();

    private static MetricRule rule(Aggregate aggregate, Temporality temporality, int maxGroups) {
        return new MetricRule(
                "n/m/1",
                "n",
                "m",
                List.of("service"),
                "Metrics",
                new MetricShape(aggregate, 75, aggregate == Aggregate.HISTOGRAM ? List.of(1.0, 10.0) : List.of()),
                temporality,
                WINDOW,
                LATENESS,
                86_400_000,
                maxGroups);
    }

    private static long window(long millis) {
        return millis - Math.floorMod(millis, WINDOW);
    }

    private static String group(String service) {
        return Groups.of("Metrics", List.of(service));
    }

    /** What a reader adds up between two barriers. */
    private static final class Reader {
        private final MetricRule rule;
        private final Map<Place, Accumulator> sums = new HashMap<>();
        private long watermark = Long.MIN_VALUE;

        Reader(MetricRule rule) {
            this.rule = rule;
        }

        void add(String service, long millis, double value) {
            watermark = Math.max(watermark, window(millis));
            sums.computeIfAbsent(new Place(group(service), window(millis)), place -> rule.shape()
                            .empty())
                    .add(value);
        }

        /** As it comes over the network. */
        PartialSum send() throws IOException {
            List<Entry> entries = new ArrayList<>();
            sums.forEach((place, sum) -> entries.add(new Entry(place.group(), place.window(), sum)));
            sums.clear();
            DataOutputSerializer out = new DataOutputSerializer(1024);
            NETWORK.serialize(new PartialSum(rule, DOCUMENT, watermark, false, entries), out);
            return NETWORK.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        }
    }

    private void take(RuleWindows of, String group, long millis, double[] values) {
        rows.add(new Row(group, millis, values));
    }

    private static RuleWindows restored(RuleWindows from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WindowCodecs.RULE.write(from, new DataOutputStream(bytes));
        RuleWindows to = WindowCodecs.RULE.read(in(bytes));
        for (Map.Entry<Long, Window> window : from.windows().entrySet()) {
            ByteArrayOutputStream each = new ByteArrayOutputStream();
            WindowCodecs.window(from.rule().shape()).write(window.getValue(), new DataOutputStream(each));
            to.restore(window.getKey(), WindowCodecs.window(from.rule().shape()).read(in(each)));
        }
        return to;
    }

    private static DataInputStream in(ByteArrayOutputStream bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** As the documentation says: the sum of all rows of one series and time. */
    private Map<Place, double[]> summed() {
        Map<Place, double[]> sums = new HashMap<>();
        for (Row row : rows) {
            double[] sum = sums.computeIfAbsent(
                    new Place(row.group(), row.millis()), place -> new double[row.values().length]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row.values()[i];
            }
        }
        return sums;
    }

    @ParameterizedTest
    @EnumSource(Aggregate.class)
    void rowsSumUpToWhatOnePassOverAllRecordsGivesInWhateverOrderAndOverRestores(Aggregate aggregate)
            throws IOException {
        long seed = Long.getLong("adxflow.seed", 1);
        for (int round = 0; round < 20; round++) {
            rows.clear();
            disorder(aggregate, new Random(seed + round), aggregate + ", seed " + (seed + round));
        }
    }

    private void disorder(Aggregate aggregate, Random random, String what) throws IOException {
        MetricRule rule = rule(aggregate, Temporality.DELTA, 100);
        Map<Place, Accumulator> expected = new HashMap<>();
        List<Reader> readers = List.of(new Reader(rule), new Reader(rule), new Reader(rule));
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        long now = START;
        for (int event = 0; event < 400; event++) {
            String service = "s" + random.nextInt(4);
            long millis = START + event * 500L - random.nextInt(random.nextInt(8) == 0 ? 150_000 : 8_000);
            double value = random.nextInt(2_000) / 8.0 - 20;
            expected.computeIfAbsent(new Place(group(service), window(millis)), place -> rule.shape()
                            .empty())
                    .add(value);
            readers.get(random.nextInt(3)).add(service, millis, value);
            if (random.nextInt(10) == 0) {
                for (Reader reader : readers) {
                    windows.merge(reader.send(), now);
                }
                windows.close(now, random.nextInt(20) == 0, this::take);
                now += random.nextInt(random.nextInt(10) == 0 ? 30_000 : 3_000);
                if (random.nextInt(3) == 0) {
                    windows = restored(windows);
                }
            }
        }
        for (Reader reader : readers) {
            windows.merge(reader.send(), now);
        }
        windows.close(now, true, this::take);
        assertThat(windows.openWindows()).isZero();
        Map<Place, double[]> found = summed();
        assertThat(found.keySet()).as(what).isEqualTo(expected.keySet());
        expected.forEach((place, sum) -> {
            double[] results = new double[rule.shape().size()];
            sum.results(results);
            assertThat(found.get(place))
                    .as(what + " " + place)
                    .containsExactly(results, org.assertj.core.data.Offset.offset(1e-9 * 1e3));
        });
    }

    @Test
    void theLargestRunningTotalIsThatOfAllRecords() throws IOException {
        Random random = new Random(7);
        MetricRule rule = rule(Aggregate.COUNT, Temporality.CUMULATIVE, 100);
        Reader reader = new Reader(rule);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        for (int event = 0; event < 300; event++) {
            reader.add("s" + event % 2, START + event * 500L - random.nextInt(40_000), 1);
            if (event % 10 == 0) {
                windows.merge(reader.send(), START + event * 500L);
                windows.close(START + event * 500L, false, this::take);
                windows = restored(windows);
            }
        }
        windows.merge(reader.send(), START + 150_000);
        windows.close(START + 150_000, true, this::take);
        for (String service : List.of("s0", "s1")) {
            List<Row> ofService = rows.stream()
                    .filter(row -> row.group().equals(group(service)))
                    .toList();
            assertThat(ofService.get(ofService.size() - 1).values()[0]).isEqualTo(150);
            // Neither time nor total ever goes back.
            assertThat(ofService).extracting(Row::millis).isSorted();
            assertThat(ofService).extracting(row -> row.values()[0]).isSorted();
        }
    }

    /** Records of an upstream that could not send for three hours come in three minutes, and nothing or something else comes beside them. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void anOutageOfThreeHoursReplayedInMinutesGivesTheTrueCurve(boolean othersAreLive) throws IOException {
        MetricRule rule = rule(Aggregate.COUNT, Temporality.DELTA, 100);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        List<Reader> readers = List.of(new Reader(rule), new Reader(rule));
        long outage = 3 * 3_600_000L;
        int windowsInAll = (int) (outage / WINDOW);
        long first = window(START) - outage;
        int[] curve = IntStream.range(0, windowsInAll)
                .map(i -> 5 + (int) (4 * Math.sin(i / 50.0)))
                .toArray();
        long mostNumbers = 0;
        int next = 0;
        for (long now = START; now < START + 240_000; now += 500) {
            // Six windows between two barriers.
            for (int i = 0; i < 6 && next < windowsInAll; i++, next++) {
                for (int record = 0; record < curve[next]; record++) {
                    readers.get(record % 2).add("late", first + next * WINDOW + record, 1);
                }
            }
            if (othersAreLive) {
                readers.get(0).add("live", now, 1);
            }
            for (Reader reader : readers) {
                windows.merge(reader.send(), now);
            }
            windows.close(now, false, this::take);
            mostNumbers = Math.max(mostNumbers, windows.numbers());
        }
        windows.close(START + 300_000, true, this::take);
        Map<Place, double[]> found = summed();
        for (int i = 0; i < windowsInAll; i++) {
            assertThat(found.get(new Place(group("late"), first + i * WINDOW)))
                    .as("window %d", i)
                    .containsExactly(curve[i]);
        }
        // Each window in one row, none of them above the curve, and never many windows at a time.
        assertThat(rows.stream().filter(row -> row.group().equals(group("late"))))
                .hasSize(windowsInAll)
                .allMatch(row -> row.values()[0] == curve[(int) ((row.millis() - first) / WINDOW)]);
        assertThat(mostNumbers).isLessThan(200);
    }

    @Test
    void groupsBeyondTheBoundAreOneSeriesAndNothingIsLost() throws IOException {
        MetricRule rule = rule(Aggregate.COUNT, Temporality.DELTA, 3);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        Reader reader = new Reader(rule);
        for (int i = 0; i < 10; i++) {
            reader.add("s" + i, START, 1);
            windows.merge(reader.send(), START);
        }
        windows.close(START, true, this::take);
        assertThat(windows.groups()).hasSize(4);
        assertThat(windows.overflowed()).isEqualTo(7);
        assertThat(rows).hasSize(4);
        assertThat(rows.stream().mapToDouble(row -> row.values()[0]).sum()).isEqualTo(10);
        assertThat(rows).filteredOn(row -> row.values()[0] == 7).singleElement().satisfies(row -> assertThat(
                        Groups.labels(rule, row.group(), 0))
                .containsExactly(Map.entry("__name__", "m"), Map.entry("overflow", "true")));
    }

    @Test
    void aGroupWithoutRecordsForAnHourMakesRoom() throws IOException {
        MetricRule rule = rule(Aggregate.COUNT, Temporality.DELTA, 1);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        Reader reader = new Reader(rule);
        reader.add("old", START, 1);
        windows.merge(reader.send(), START);
        windows.close(START + 60_000, false, this::take);
        windows.close(START + 3_700_000, false, this::take);
        assertThat(windows.isEmpty()).isTrue();
        reader.add("new", START + 3_700_000, 1);
        windows.merge(reader.send(), START + 3_700_000);
        assertThat(windows.groups().keySet()).containsExactly(group("new"));
    }

    @Test
    void windowsOfAMetricThatIsMadeNoMoreBecomeRowsAtOnce() throws IOException {
        MetricRule rule = rule(Aggregate.MAX, Temporality.DELTA, 10);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        Reader reader = new Reader(rule);
        reader.add("a", START, 4);
        windows.merge(reader.send(), START);
        windows.close(START, false, this::take);
        assertThat(rows).isEmpty();
        windows.merge(new PartialSum(rule, new DocumentRef("d2", 2, 1), Long.MIN_VALUE, true, List.of()), START + 100);
        windows.close(START + 100, false, this::take);
        assertThat(rows).hasSize(1);
        assertThat(windows.document())
                .as("the one under which its records were counted")
                .isEqualTo(DOCUMENT);
        // Another reader hears of it later.
        reader.add("a", START, 9);
        windows.merge(reader.send(), START + 200);
        windows.close(START + 200, false, this::take);
        assertThat(summed().get(new Place(group("a"), window(START)))).containsExactly(9);
        windows.close(START + 70_000, false, this::take);
        assertThat(windows.isEmpty()).isTrue();
    }

    @Test
    void theLastWindowsOfRecordsThatStopBecomeRowsByTheClock() throws IOException {
        MetricRule rule = rule(Aggregate.COUNT, Temporality.DELTA, 10);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        Reader reader = new Reader(rule);
        reader.add("a", START, 1);
        windows.merge(reader.send(), START);
        windows.close(START + WINDOW, false, this::take);
        assertThat(rows).isEmpty();
        windows.close(START + WINDOW + LATENESS, false, this::take);
        assertThat(rows).hasSize(1);
    }

    @Test
    void whatWindowsHoldIsBoundedAndTheOldestBecomeRowsFirst() throws IOException {
        MetricRule rule = rule(Aggregate.PERCENTILE, Temporality.DELTA, 100_000);
        RuleWindows windows = new RuleWindows(rule, DOCUMENT);
        Random random = new Random(3);
        for (int flush = 0; flush < 20; flush++) {
            Reader reader = new Reader(rule);
            for (int i = 0; i < 10_000; i++) {
                reader.add("s" + i, START - flush * WINDOW, random.nextDouble());
            }
            windows.merge(reader.send(), START);
            windows.close(START, false, this::take);
            assertThat(windows.numbers()).isLessThanOrEqualTo(RuleWindows.MOST_NUMBERS);
        }
        assertThat(rows).isNotEmpty();
        long newestRow = rows.stream().mapToLong(Row::millis).max().orElseThrow();
        assertThat(windows.windows().keySet()).allMatch(held -> held >= newestRow || held > START - 20 * WINDOW);
    }

    @Test
    void stateIsReadByItsBytes() throws IOException {
        List<String> bytes = new ArrayList<>();
        for (Aggregate aggregate : Aggregate.values()) {
            Reader reader = new Reader(rule(aggregate, Temporality.DELTA, 10));
            reader.add("a", START, 2.5);
            RuleWindows windows = new RuleWindows(reader.rule, DOCUMENT);
            windows.merge(reader.send(), START);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            WindowCodecs.window(reader.rule.shape())
                    .write(windows.windows().values().iterator().next(), new DataOutputStream(out));
            bytes.add(HexFormat.of().formatHex(out.toByteArray()));
        }
        Reader running = new Reader(rule(Aggregate.HISTOGRAM, Temporality.CUMULATIVE, 10));
        running.add("a", START, 2.5);
        RuleWindows windows = new RuleWindows(running.rule, DOCUMENT);
        windows.merge(running.send(), START);
        windows.close(START, true, this::take);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WindowCodecs.RULE.write(windows, new DataOutputStream(out));
        bytes.add(HexFormat.of().formatHex(out.toByteArray()));
        assertThat(bytes).isEqualTo(GOLDEN);
        for (Aggregate aggregate : Aggregate.values()) {
            MetricShape shape = rule(aggregate, Temporality.DELTA, 10).shape();
            Window window = WindowCodecs.window(shape).read(golden(aggregate.ordinal()));
            double[] results = new double[shape.size()];
            window.cells.get(group("a")).sum().results(results);
            assertThat(results[0])
                    .as(aggregate.name())
                    .isCloseTo(
                            switch (aggregate) {
                                case COUNT, DCOUNT -> 1;
                                case HISTOGRAM -> 0;
                                default -> 2.5;
                            },
                            org.assertj.core.data.Offset.offset(0.03));
        }
        RuleWindows read = WindowCodecs.RULE.read(golden(Aggregate.values().length));
        assertThat(read.rule()).isEqualTo(running.rule);
        assertThat(read.groups().get(group("a")).totals).containsExactly(0, 1, 1, 2.5, 1);
    }

    private static DataInputStream golden(int number) {
        return new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(GOLDEN.get(number))));
    }

    /** Written by version 1 of each layout: state of it is read for good. */
    private static final List<String> GOLDEN = List.of(
            "017fffffffffffffff00000001000000094d65747269637300613ff00000000000000000000001",
            "017fffffffffffffff00000001000000094d657472696373006140040000000000000000000001",
            "017fffffffffffffff00000001000000094d657472696373006140040000000000000000000001",
            "017fffffffffffffff00000001000000094d657472696373006140040000000000000000000001",
            "017fffffffffffffff00000001000000094d6574726963730061400400000000000000000000000000010000000001",
            "017fffffffffffffff00000001000000094d65747269637300610000000140040000000000000000000001",
            "017fffffffffffffff00000001000000094d6574726963730061000000000000000000000000000000010000002e00000000000000010000000001",
            "017fffffffffffffff00000001000000094d657472696373006100000000000000003ff0000000000000000000000000000040040000000000000000000001",
            "0101000000056e2f6d2f31000000016e000000016d000000010000000773657276696365000000074d65747269637300000009484953544f4752414d4052c00000000000000000023ff000000000000040240000000000000000000a43554d554c4154495645000000000000271000000000000013880000000005265c000000000a010000000264310000000000000001000000010000018bcfe568000000018bcfe56800000000000000000000000001000000094d65747269637300610000018bcfe519e00000000500000000000000003ff00000000000003ff000000000000040040000000000003ff00000000000000000018bcfe56800");
}
