package io.adxflow.sources.wire;

/**
 * A body of one sample each of series that whoever reads it knows by their hashes, and so has no labels to ask for. As its
 * {@link DecodedBody}, of one thread.
 */
public final class KnownSeriesBody {
    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];

    private final DecodedBody body;

    /** @param charge what the arrays are charged to, and let go of by */
    public KnownSeriesBody(DecodeCharge charge) {
        body = new DecodedBody(charge);
    }

    /** Begins another body. */
    public void clear() {
        body.reset(WireFormat.REMOTE_WRITE_2, NOTHING, 0);
    }

    /**
     * Adds a series with its sample.
     *
     * @param hashHigh what {@link DecodedBody#seriesHashHigh} was of the series
     * @param timestamp epoch milliseconds
     * @param start epoch milliseconds, 0 for none
     * @throws MalformedBodyException when there is no memory for it
     */
    public void add(long hashHigh, long hashLow, long timestamp, double value, long start)
            throws MalformedBodyException {
        SeriesColumns series = body.series;
        int row = series.count;
        series.reserve();
        series.hashHigh[row] = hashHigh;
        series.hashLow[row] = hashLow;
        series.labelsStart[row] = series.labelsEnd[row] = 0;
        series.flags[row] = 0;
        body.samples.add(timestamp, value, start);
        series.close(body.samples.count, 0, 0);
    }

    /** What was added; its labels are not to be asked for. */
    public DecodedBody body() {
        return body;
    }
}
