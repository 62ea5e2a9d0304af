package io.adxflow.sources.http;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/** A histogram over the newest values. One thread updates it, any thread reads it. */
final class LatencyHistogram implements Histogram {
    private static final int WINDOW = 4096;

    private final AtomicIntegerArray window = new AtomicIntegerArray(WINDOW);
    private volatile long count;

    @Override
    public void update(long value) {
        long next = count;
        window.lazySet((int) (next % WINDOW), (int) Math.max(0, Math.min(Integer.MAX_VALUE, value)));
        count = next + 1;
    }

    @Override
    public long getCount() {
        return count;
    }

    @Override
    public HistogramStatistics getStatistics() {
        int[] values = new int[(int) Math.min(WINDOW, count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = window.get(i);
        }
        Arrays.sort(values);
        return new Statistics(values);
    }

    private static final class Statistics extends HistogramStatistics {
        private final int[] sorted;

        Statistics(int[] sorted) {
            this.sorted = sorted;
        }

        /** The least value that the given share of values does not exceed. */
        @Override
        public double getQuantile(double quantile) {
            int rank = (int) Math.ceil(quantile * sorted.length) - 1;
            return sorted.length == 0 ? 0 : sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
        }

        @Override
        public long[] getValues() {
            return Arrays.stream(sorted).asLongStream().toArray();
        }

        @Override
        public int size() {
            return sorted.length;
        }

        @Override
        public double getMean() {
            return Arrays.stream(sorted).average().orElse(0);
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            return Math.sqrt(Arrays.stream(sorted)
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0));
        }

        @Override
        public long getMax() {
            return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        }

        @Override
        public long getMin() {
            return sorted.length == 0 ? 0 : sorted[0];
        }
    }
}
