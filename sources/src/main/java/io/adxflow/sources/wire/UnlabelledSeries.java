package io.adxflow.sources.wire;

/** Counts the series of one body that have no labels, and takes back what was read of them, so that they take no memory. */
final class UnlabelledSeries {
    int series;
    /** Histograms included. */
    long samples;
    /** The first one's number among all series of the body. */
    int first;

    private int firstSample;
    private int firstHistogram;
    private int firstExemplar;

    void clear() {
        series = 0;
        samples = 0;
    }

    /** Notes where a series begins. */
    void begin(DecodedBody body) {
        firstSample = body.samples.count;
        firstHistogram = body.histograms.count;
        firstExemplar = body.exemplars.count;
    }

    /** The series that was begun last, and has not been closed, turned out to have no labels. */
    void drop(DecodedBody body) {
        if (series++ == 0) {
            first = body.series.count;
        }
        samples += body.samples.count - firstSample + (body.histograms.count - firstHistogram);
        body.samples.count = firstSample;
        body.histograms.count = firstHistogram;
        body.exemplars.count = firstExemplar;
    }
}
