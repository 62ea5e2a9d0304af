package io.adxflow.sources.wire;

import org.jspecify.annotations.Nullable;

/**
 * One decoded body as flat arrays, with no object per series or sample. Reused: everything it returns is valid until the next
 * body is decoded into it. Owned by one thread.
 *
 * <p>Series, samples, histograms and exemplars are numbered from 0 in wire order; a series' samples, histograms and exemplars
 * are contiguous ranges.
 */
public final class DecodedBody {
    /** Bytes of the decompressed body. */
    public int decompressedLength() {
        throw new UnsupportedOperationException();
    }

    public int seriesCount() {
        throw new UnsupportedOperationException();
    }

    /** Upper half of the seeded 128-bit hash over the series' labels in the order sent. */
    public long seriesHashHigh(int series) {
        throw new UnsupportedOperationException();
    }

    /** Lower half of it. */
    public long seriesHashLow(int series) {
        throw new UnsupportedOperationException();
    }

    /** Null when the series' references resolve, else why not (remote write 2.0: symbol out of range, odd number of references). */
    public @Nullable String seriesProblem(int series) {
        throw new UnsupportedOperationException();
    }

    public void labels(int series, LabelCursor into) {
        throw new UnsupportedOperationException();
    }

    public int sampleCount() {
        throw new UnsupportedOperationException();
    }

    public int sampleStart(int series) {
        throw new UnsupportedOperationException();
    }

    /** Exclusive. */
    public int sampleEnd(int series) {
        throw new UnsupportedOperationException();
    }

    /** Epoch milliseconds. */
    public long sampleTimestamp(int sample) {
        throw new UnsupportedOperationException();
    }

    public double sampleValue(int sample) {
        throw new UnsupportedOperationException();
    }

    /** Epoch milliseconds at which the sample's counter started (its own, else its series' created timestamp), or 0 for none. */
    public long sampleStartTimestamp(int sample) {
        throw new UnsupportedOperationException();
    }

    /** True when any sample or histogram has a start timestamp. */
    public boolean hasStartTimestamps() {
        throw new UnsupportedOperationException();
    }

    public int histogramStart(int series) {
        throw new UnsupportedOperationException();
    }

    public int histogramEnd(int series) {
        throw new UnsupportedOperationException();
    }

    public void histogram(int histogram, NativeHistogram into) {
        throw new UnsupportedOperationException();
    }

    public int exemplarStart(int series) {
        throw new UnsupportedOperationException();
    }

    public int exemplarEnd(int series) {
        throw new UnsupportedOperationException();
    }

    /** Null when the exemplar's label references resolve, else why not. */
    public @Nullable String exemplarProblem(int exemplar) {
        throw new UnsupportedOperationException();
    }

    /** Epoch milliseconds. */
    public long exemplarTimestamp(int exemplar) {
        throw new UnsupportedOperationException();
    }

    public double exemplarValue(int exemplar) {
        throw new UnsupportedOperationException();
    }

    public void exemplarLabels(int exemplar, LabelCursor into) {
        throw new UnsupportedOperationException();
    }

    /** Number of metadata entries: remote write 1.0's list, or remote write 2.0's one per series that has any. */
    public int metadataCount() {
        throw new UnsupportedOperationException();
    }

    public void metadata(int metadata, MetricMetadata into) {
        throw new UnsupportedOperationException();
    }
}
