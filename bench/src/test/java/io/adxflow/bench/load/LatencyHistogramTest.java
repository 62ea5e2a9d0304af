package io.adxflow.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void quantilesAreAtMostASixtyFourthTooHigh() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        LatencyHistogram histogram = new LatencyHistogram();
        long[] durations = new long[10_000];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = random.nextLong() >>> (1 + random.nextInt(62));
            histogram.record(durations[i]);
        }
        Arrays.sort(durations);

        for (double quantile : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999}) {
            long exact = durations[(int) Math.ceil(quantile * durations.length) - 1];
            assertThat(histogram.quantileNanos(quantile))
                    .as("quantile %s, seed %s", quantile, seed)
                    .isBetween(exact, exact + exact / 64);
        }
        assertThat(histogram.quantileNanos(1)).isEqualTo(durations[durations.length - 1]);
        assertThat(histogram.maxNanos()).isEqualTo(durations[durations.length - 1]);
        assertThat(histogram.count()).isEqualTo(durations.length);
    }

    @Test
    void takesTheWholeRangeAndNothingAtAll() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(histogram.quantileNanos(0.99)).isZero();

        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.quantileNanos(0.5)).isZero();
        assertThat(histogram.quantileNanos(0.99)).isEqualTo(Long.MAX_VALUE);
    }
}
