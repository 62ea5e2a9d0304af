package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void isZeroWhileEmpty() {
        HistogramStatistics statistics = histogram.getStatistics();

        assertThat(statistics.size()).isZero();
        assertThat(statistics.getQuantile(0.99)).isZero();
        assertThat(statistics.getMean()).isZero();
        assertThat(statistics.getMax()).isZero();
    }

    @Test
    void givesQuantilesOfWhatItSaw() {
        for (int value = 100; value >= 1; value--) {
            histogram.update(value);
        }
        HistogramStatistics statistics = histogram.getStatistics();

        assertThat(statistics.getQuantile(0.5)).isEqualTo(50);
        assertThat(statistics.getQuantile(0.99)).isEqualTo(99);
        assertThat(statistics.getQuantile(1)).isEqualTo(100);
        assertThat(statistics.getMin()).isEqualTo(1);
        assertThat(statistics.getMax()).isEqualTo(100);
        assertThat(statistics.getMean()).isEqualTo(50.5);
        assertThat(statistics.getValues()).hasSize(100);
    }

    @Test
    void forgetsAllButTheNewestButCountsEverything() {
        for (int i = 0; i < 5000; i++) {
            histogram.update(i < 904 ? 1_000_000 : 7);
        }

        assertThat(histogram.getCount()).isEqualTo(5000);
        assertThat(histogram.getStatistics().getMax()).isEqualTo(7);
    }
}
