package io.adxflow.sources.wire;

/**
 * Walks {@code io.prometheus.write.v2.Request} (prompb/io/prometheus/write/v2/types.proto) into a {@link DecodedBody}.
 *
 * <p>Protobuf lets the symbols stand behind the series that refer to them, so references are resolved in a second pass.
 */
final class RemoteWrite2Walk {
    private static final int SYMBOLS = (4 << 3) | 2;
    static final int TIMESERIES = (5 << 3) | 2;
    private static final int SAMPLES = (2 << 3) | 2;
    private static final int HISTOGRAMS = (3 << 3) | 2;
    private static final int EXEMPLARS = (4 << 3) | 2;
    private static final int METADATA = (5 << 3) | 2;
    private static final int CREATED_TIMESTAMP = 6 << 3;
    private static final int EXEMPLAR_VALUE = (2 << 3) | 1;
    private static final int EXEMPLAR_TIMESTAMP = 3 << 3;

    private final DecodedBody body;
    private final ProtoReader reader;
    private final SeriesHash hasher;
    private final SampleReader samples;
    private final HistogramReader histograms;
    private final LabelReferences references;
    private final ReferenceHash referenceHash;
    private final MetricMetadata entry = new MetricMetadata();
    private final SeriesMetadataReader metadata;
    /** Only to see whether histograms can be read; they are read again on demand. */
    private NativeHistogram histogram = new NativeHistogram();

    RemoteWrite2Walk(DecodedBody body, SeriesHash hasher) {
        this.body = body;
        this.hasher = hasher;
        reader = body.reader;
        samples = new SampleReader(reader, body.samples, true);
        histograms = new HistogramReader(reader, true);
        metadata = new SeriesMetadataReader(reader, entry);
        references = body.labelReferences;
        referenceHash = new ReferenceHash(hasher, body.symbols);
    }

    void walk() throws MalformedBodyException {
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SYMBOLS) {
                int size = reader.length();
                body.symbols.add(reader.position, reader.position += size);
            } else if (tag == TIMESERIES) {
                readSeries();
            } else {
                reader.skip(tag);
            }
        }
        body.symbols.hash(reader.bytes, hasher);
        referenceHash.forget();
        for (int row = 0; row < body.series.count; row++) {
            resolveSeries(row);
        }
        for (int row = 0; row < body.exemplars.count; row++) {
            resolveExemplar(row);
        }
    }

    private void readSeries() throws MalformedBodyException {
        SeriesColumns series = body.series;
        int row = series.count;
        series.reserve();
        int outer = reader.open("timeseries", row + body.unlabelled.series);
        int start = reader.position;
        body.unlabelled.begin(body);
        int firstSample = body.samples.count;
        int firstHistogram = body.histograms.count;
        int runs = 0;
        boolean singles = false;
        long created = 0;
        metadata.begin();
        series.labelsStart[row] = series.labelsEnd[row] = start;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case LabelReferences.PACKED -> {
                    int size = reader.length();
                    series.labelsStart[row] = reader.position;
                    series.labelsEnd[row] = reader.position += size;
                    runs++;
                }
                case LabelReferences.SINGLE -> {
                    reader.varint32();
                    singles = true;
                }
                case SAMPLES -> samples.read(body.samples.count - firstSample);
                case HISTOGRAMS -> readHistogram();
                case EXEMPLARS -> readExemplar();
                case METADATA -> metadata.read();
                case CREATED_TIMESTAMP -> created = reader.varint64();
                default -> reader.skip(tag);
            }
        }
        if (!singles && series.labelsStart[row] == series.labelsEnd[row] && runs <= 1) {
            body.unlabelled.drop(body);
            reader.close(outer);
            return;
        }
        if (singles || runs > 1) {
            series.flags[row] = SeriesColumns.SCATTERED;
            series.labelsStart[row] = start;
            series.labelsEnd[row] = reader.limit;
        } else {
            series.flags[row] = 0;
        }
        if (created != 0) {
            applyCreated(created, firstSample, firstHistogram);
        }
        if (metadata.isTold()) {
            entry.series = row;
            entry.nameStart = entry.nameEnd = -1;
            body.metadata.add(entry);
        }
        series.close(body.samples.count, body.histograms.count, body.exemplars.count);
        reader.close(outer);
    }

    private void applyCreated(long created, int firstSample, int firstHistogram) {
        for (int i = firstSample; i < body.samples.count; i++) {
            if (body.samples.startTimestamp[i] == 0) {
                body.samples.startTimestamp[i] = created;
            }
        }
        for (int i = firstHistogram; i < body.histograms.count; i++) {
            body.histograms.timestamp[i] = created;
        }
        body.startTimestamps |= body.samples.count > firstSample || body.histograms.count > firstHistogram;
    }

    private void readHistogram() throws MalformedBodyException {
        int outer = reader.open("histograms", -1);
        int start = reader.position;
        histograms.read(histogram);
        body.startTimestamps |= histogram.startTimestamp != 0;
        if (histogram.isLarge()) {
            histogram = new NativeHistogram();
        }
        body.histograms.add(start, reader.limit, 0, 0);
        reader.close(outer);
    }

    private void readExemplar() throws MalformedBodyException {
        int outer = reader.open("exemplars", -1);
        int start = reader.position;
        double value = 0;
        long timestamp = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case EXEMPLAR_VALUE -> value = reader.readDouble();
                case EXEMPLAR_TIMESTAMP -> timestamp = reader.varint64();
                default -> reader.skip(tag);
            }
        }
        body.exemplars.add(start, reader.limit, timestamp, value);
        reader.close(outer);
    }

    private void resolveSeries(int row) throws MalformedBodyException {
        SeriesColumns series = body.series;
        int start = series.labelsStart[row];
        int end = series.labelsEnd[row];
        if (series.flags[row] == 0 && referenceHash.next(reader.bytes, start, end)) {
            series.hashHigh[row] = hasher.high;
            series.hashLow[row] = hasher.low;
            return;
        }
        reader.enter("timeseries", body.wireNumber(row));
        reader.seek(start, end);
        if (series.flags[row] == 0) {
            checkWhole();
            references.use(reader.bytes, start, end);
        } else {
            references.gather(reader);
        }
        reader.leave();
        if (!references.hash(referenceHash)) {
            series.flags[row] |= SeriesColumns.UNRESOLVED;
        }
        series.hashHigh[row] = hasher.high;
        series.hashLow[row] = hasher.low;
    }

    /** Tells a broken varint, which spoils the body, from a reference that merely does not resolve. */
    private void checkWhole() throws MalformedBodyException {
        reader.enter("labels_refs", -1);
        while (reader.hasMore()) {
            reader.varint32();
        }
        reader.leave();
    }

    private void resolveExemplar(int row) throws MalformedBodyException {
        reader.enter("exemplars", row);
        reader.seek(body.exemplars.start[row], body.exemplars.end[row]);
        references.gather(reader);
        reader.leave();
        body.exemplars.unresolved[row] = !references.hash(referenceHash);
    }
}
