package io.adxflow.job.rules.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import io.adxflow.kql.values.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** How near results are to what they stand for, and that order means nothing to them. */
class AccumulatorsTest {
    private static double result(Accumulator of) {
        double[] results = new double[1];
        of.results(results);
        return results[0];
    }

    @Test
    void aPercentileIsOffByOnePercentAtMost() {
        Random random = new Random(11);
        double[] values = random.doubles(5_000)
                .map(x -> Math.exp(x * 20 - 10) * (x < 0.2 ? -1 : 1))
                .toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        for (double percentile : new double[] {0, 5, 20, 50, 90, 99, 100}) {
            Accumulator of = new MetricShape(Aggregate.PERCENTILE, percentile, List.of()).empty();
            Arrays.stream(values).forEach(of::add);
            double exact = sorted[Math.max(0, (int) Math.ceil(percentile / 100 * sorted.length) - 1)];
            assertThat(result(of)).as("%s", percentile).isCloseTo(exact, Percentage.withPercentage(1.01));
        }
    }

    @Test
    void partsOfValuesThatRangeWiderThanIsKeptGiveTheSameInAnyOrder() {
        MetricShape shape = new MetricShape(Aggregate.PERCENTILE, 40, List.of());
        List<Double> values = new ArrayList<>();
        for (int exponent = -300; exponent <= 300; exponent += 5) {
            values.add(Math.pow(10, exponent));
        }
        double first = Double.NaN;
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(values, new Random(round));
            Accumulator all = shape.empty();
            for (int from = 0; from < values.size(); from += 7) {
                Accumulator part = shape.empty();
                values.subList(from, Math.min(values.size(), from + 7)).forEach(part::add);
                all.merge(part);
            }
            assertThat(all.weight()).isLessThanOrEqualTo(1 + 2 * Quantiles.MOST_BUCKETS);
            assertThat(result(all)).isEqualTo(round == 0 ? result(all) : first);
            first = result(all);
        }
    }

    @Test
    void distinctValuesAreCountedExactlyWhileTheyAreFewAndWithinSomePercentThen() {
        for (int count : new int[] {0, 1, DistinctValues.MOST_EXACT, 3_000, 200_000}) {
            DistinctValues odd = new DistinctValues();
            DistinctValues all = new DistinctValues();
            for (int i = 0; i < count; i++) {
                byte[] text = ("user-" + i).getBytes(StandardCharsets.UTF_8);
                (i % 2 == 0 ? all : odd).addHash(Xxh64.hash(text, 0, text.length));
            }
            all.merge(odd);
            assertThat(result(all))
                    .as("%d", count)
                    .isCloseTo(count, Percentage.withPercentage(count <= DistinctValues.MOST_EXACT ? 0 : 6));
        }
    }

    @Test
    void aHistogramsBoundsBelongToTheirBuckets() {
        MetricShape shape = new MetricShape(Aggregate.HISTOGRAM, 0, List.of(1.0, 10.0));
        Accumulator of = shape.empty();
        for (double value : new double[] {0.5, 1, 1.5, 10, 11}) {
            of.add(value);
        }
        double[] results = new double[shape.size()];
        of.results(results);
        assertThat(results).containsExactly(2, 4, 5, 24, 5);
        assertThat(List.of(shape.bound(0), shape.bound(1), shape.bound(2), shape.bound(3)))
                .containsExactly("1", "10", "+Inf", "");
        assertThat(List.of(shape.suffix(0), shape.suffix(3), shape.suffix(4)))
                .containsExactly("_bucket", "_sum", "_count");
    }
}
