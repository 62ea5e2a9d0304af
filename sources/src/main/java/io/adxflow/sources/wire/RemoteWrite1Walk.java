package io.adxflow.sources.wire;

/** Walks {@code prometheus.WriteRequest} (prompb/remote.proto, prompb/types.proto) into a {@link DecodedBody}. */
final class RemoteWrite1Walk {
    static final int TIMESERIES = (1 << 3) | 2;
    private static final int METADATA = (3 << 3) | 2;
    private static final int SAMPLES = (2 << 3) | 2;
    private static final int EXEMPLARS = (3 << 3) | 2;
    private static final int HISTOGRAMS = (4 << 3) | 2;
    private static final int EXEMPLAR_VALUE = (2 << 3) | 1;
    private static final int EXEMPLAR_TIMESTAMP = 3 << 3;
    private static final int METADATA_TYPE = 1 << 3;
    private static final int METADATA_NAME = (2 << 3) | 2;
    private static final int METADATA_HELP = (4 << 3) | 2;
    private static final int METADATA_UNIT = (5 << 3) | 2;

    private final DecodedBody body;
    private final ProtoReader reader;
    private final SeriesHash hasher;
    private final SampleReader samples;
    private final HistogramReader histograms;
    private final LabelMessages labels;
    private final LabelCursor scattered = new LabelCursor();
    private final MetricMetadata entry = new MetricMetadata();
    /** Only to see whether histograms can be read; they are read again on demand. */
    private NativeHistogram histogram = new NativeHistogram();

    RemoteWrite1Walk(DecodedBody body, SeriesHash hasher) {
        this.body = body;
        this.hasher = hasher;
        reader = body.reader;
        samples = new SampleReader(reader, body.samples, false);
        histograms = new HistogramReader(reader, false);
        labels = body.labelMessages;
    }

    void walk() throws MalformedBodyException {
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == TIMESERIES) {
                readSeries();
            } else if (tag == METADATA) {
                readMetadata();
            } else {
                reader.skip(tag);
            }
        }
    }

    private void readSeries() throws MalformedBodyException {
        SeriesColumns series = body.series;
        int row = series.count;
        series.reserve();
        int outer = reader.open("timeseries", row + body.unlabelled.series);
        int start = reader.position;
        int sectionEnd = LabelSection.skip(reader.bytes, start, reader.limit);
        if (sectionEnd == start) {
            body.unlabelled.begin(body);
        }
        reader.position = sectionEnd;
        boolean strayLabels = readRest();
        if (!strayLabels && sectionEnd == start) {
            body.unlabelled.drop(body);
            reader.close(outer);
            return;
        }
        if (strayLabels) {
            series.labelsStart[row] = start;
            series.labelsEnd[row] = reader.limit;
            series.flags[row] = SeriesColumns.SCATTERED;
            reader.seek(start, reader.limit);
            labels.fill(reader, scattered);
            labels.hash(scattered, hasher);
        } else {
            series.labelsStart[row] = start;
            series.labelsEnd[row] = sectionEnd;
            series.flags[row] = 0;
            hasher.bytes(reader.bytes, start, sectionEnd);
        }
        series.hashHigh[row] = hasher.high;
        series.hashLow[row] = hasher.low;
        series.close(body.samples.count, body.histograms.count, body.exemplars.count);
        reader.close(outer);
    }

    /** Reads what follows the leading label section; returns whether there were labels in it. */
    private boolean readRest() throws MalformedBodyException {
        int firstSample = body.samples.count;
        boolean strayLabels = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case SAMPLES -> samples.read(body.samples.count - firstSample);
                case LabelSection.TAG -> {
                    labels.read(reader, -1);
                    strayLabels = true;
                }
                case EXEMPLARS -> readExemplar();
                case HISTOGRAMS -> readHistogram();
                default -> reader.skip(tag);
            }
        }
        return strayLabels;
    }

    private void readExemplar() throws MalformedBodyException {
        int outer = reader.open("exemplars", -1);
        int start = reader.position;
        double value = 0;
        long timestamp = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case LabelSection.TAG -> labels.read(reader, -1);
                case EXEMPLAR_VALUE -> value = reader.readDouble();
                case EXEMPLAR_TIMESTAMP -> timestamp = reader.varint64();
                default -> reader.skip(tag);
            }
        }
        body.exemplars.add(start, reader.limit, timestamp, value);
        reader.close(outer);
    }

    private void readHistogram() throws MalformedBodyException {
        int outer = reader.open("histograms", -1);
        int start = reader.position;
        histograms.read(histogram);
        if (histogram.isLarge()) {
            histogram = new NativeHistogram();
        }
        body.histograms.add(start, reader.limit, 0, 0);
        reader.close(outer);
    }

    private void readMetadata() throws MalformedBodyException {
        int outer = reader.open("metadata", body.metadata.count);
        entry.type = 0;
        entry.series = -1;
        entry.nameStart =
                entry.nameEnd = entry.helpStart = entry.helpEnd = entry.unitStart = entry.unitEnd = reader.position;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case METADATA_TYPE -> entry.type = reader.varint32();
                case METADATA_NAME -> {
                    int size = reader.length();
                    entry.nameStart = reader.position;
                    entry.nameEnd = reader.position += size;
                }
                case METADATA_HELP -> {
                    int size = reader.length();
                    entry.helpStart = reader.position;
                    entry.helpEnd = reader.position += size;
                }
                case METADATA_UNIT -> {
                    int size = reader.length();
                    entry.unitStart = reader.position;
                    entry.unitEnd = reader.position += size;
                }
                default -> reader.skip(tag);
            }
        }
        body.metadata.add(entry);
        reader.close(outer);
    }
}
