package io.adxflow.sources.wire;

import org.jspecify.annotations.Nullable;

/**
 * One decoded body as flat arrays, with no object per series or sample. Reused: everything it returns is valid until the next
 * body is decoded into it. Owned by one thread.
 *
 * <p>Series, samples, histograms and exemplars are numbered from 0 in wire order; a series' samples, histograms and exemplars
 * are contiguous ranges. Series without labels, which nothing can be made of, are left out and only counted.
 *
 * <p>What the remote write 2.0 specification asks of senders beyond what is needed to understand them is not enforced: labels
 * need not be sorted, a series may hold both samples and histograms or none, and {@code symbols[0]} need not be the empty string
 * ("The first element of the symbols table MUST be an empty string", prometheus.io/docs/specs/prw/remote_write_spec_2_0, section
 * Symbols; the Prometheus receiver does not check it either). A label reference of 0 is looked up like any other; in metadata,
 * 0 means none, as the same section has it.
 */
public final class DecodedBody {
    /** Odd, so that multiplying by it loses nothing. */
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    final ProtoReader reader = new ProtoReader();
    final SeriesColumns series;
    final SampleColumns samples;
    final MessageColumns histograms;
    final MessageColumns exemplars;
    final MetadataColumns metadata;
    final SymbolTable symbols;
    final LabelMessages labelMessages;
    final LabelReferences labelReferences;
    final UnlabelledSeries unlabelled = new UnlabelledSeries();
    /** True when a histogram has a start timestamp, or a series a created timestamp that says something. */
    boolean startTimestamps;

    private static final long KEEP_BYTES = 4 << 20;
    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];

    private final HistogramReader histogramReader1 = new HistogramReader(reader, false);
    private final HistogramReader histogramReader2 = new HistogramReader(reader, true);
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);
    private WireFormat format = WireFormat.REMOTE_WRITE_1;
    private int length;

    /** @param charge what the arrays are charged to, and let go of by */
    DecodedBody(DecodeCharge charge) {
        Growth growth = new Growth(charge);
        series = new SeriesColumns(growth);
        samples = new SampleColumns(growth);
        histograms = new MessageColumns(growth, "histograms");
        exemplars = new MessageColumns(growth, "exemplars");
        metadata = new MetadataColumns(growth);
        symbols = new SymbolTable(growth);
        labelMessages = new LabelMessages(charge);
        labelReferences = new LabelReferences(symbols);
        charge.onRelease(this::releaseAll);
    }

    private void releaseAll() {
        discard();
        release();
    }

    /** Forgets the last body and takes on the bytes of the next one. */
    void reset(WireFormat nextFormat, byte[] bytes, int nextLength) {
        if (shrink.note(heldBytes(false), heldBytes(true)) >= 0) {
            release();
        }
        format = nextFormat;
        length = nextLength;
        reader.reset(bytes, nextLength);
        series.count = 0;
        samples.clear();
        histograms.count = 0;
        exemplars.count = 0;
        metadata.count = 0;
        symbols.count = 0;
        startTimestamps = false;
        unlabelled.clear();
    }

    /** Forgets a body that turned out to be malformed, and its bytes. */
    void discard() {
        reset(format, NOTHING, 0);
    }

    private void release() {
        series.release();
        samples.release();
        histograms.release();
        exemplars.release();
        metadata.release();
        symbols.release();
    }

    /** Bytes of the arrays, either all or those that the current body fills. */
    long heldBytes(boolean all) {
        return (long) SeriesColumns.BYTES_EACH * (all ? series.flags.length : series.count)
                + (long) SampleColumns.BYTES_EACH * (all ? samples.timestamp.length : samples.count)
                + (long) MessageColumns.BYTES_EACH * (all ? histograms.start.length : histograms.count)
                + (long) MessageColumns.BYTES_EACH * (all ? exemplars.start.length : exemplars.count)
                + (long) MetadataColumns.BYTES_EACH * (all ? metadata.capacity() : metadata.count)
                + (long) SymbolTable.BYTES_EACH * (all ? symbols.start.length : symbols.count);
    }

    /** Which version of remote write it is. */
    public WireFormat format() {
        return format;
    }

    /** Bytes of the decompressed body. */
    public int decompressedLength() {
        return length;
    }

    public int seriesCount() {
        return series.count;
    }

    /**
     * Upper half of the seeded 128-bit hash over the series' labels in the order sent. The two formats do not share a key space:
     * the same labels hash differently in each.
     */
    public long seriesHashHigh(int row) {
        return series.hashHigh[row];
    }

    /** Lower half of it. */
    public long seriesHashLow(int row) {
        return series.hashLow[row];
    }

    /**
     * Null when the series' references resolve, else why not (remote write 2.0: symbol out of range, odd number of references).
     * The series' hash then means nothing, and its labels are those that do resolve. What else may be wrong with labels, {@link
     * LabelCursor#problem} tells.
     */
    public @Nullable String seriesProblem(int row) {
        if ((series.flags[row] & SeriesColumns.UNRESOLVED) == 0) {
            return null;
        }
        int number = wireNumber(row);
        takeReferences(row);
        return "timeseries[" + number + "]." + labelReferences.problem();
    }

    /** Series of the body that have no labels at all: they are counted, and stand nowhere else. */
    public int unlabelledSeries() {
        return unlabelled.series;
    }

    /** Samples and histograms of these. */
    public long unlabelledSamples() {
        return unlabelled.samples;
    }

    /** The number of the first of these among all series of the body. */
    public int firstUnlabelled() {
        return unlabelled.first;
    }

    /**
     * The number of a series among all of the body, those without labels included. Walks the body when there are such: for
     * messages.
     */
    public int wireNumber(int row) {
        if (unlabelled.series == 0) {
            return row;
        }
        int position = reader.position;
        int limit = reader.limit;
        int tagOfSeries =
                format == WireFormat.REMOTE_WRITE_2 ? RemoteWrite2Walk.TIMESERIES : RemoteWrite1Walk.TIMESERIES;
        int number = -1;
        reader.seek(0, length);
        try {
            while (reader.hasMore() && reader.position <= series.labelsStart[row]) {
                int tag = reader.tag();
                number += tag == tagOfSeries ? 1 : 0;
                reader.skip(tag);
            }
        } catch (MalformedBodyException e) {
            throw readBefore(e);
        }
        reader.seek(position, limit);
        return number;
    }

    /** Fills with the labels in the order sent. */
    public void labels(int row, LabelCursor into) {
        boolean scattered = (series.flags[row] & SeriesColumns.SCATTERED) != 0;
        if (format == WireFormat.REMOTE_WRITE_2) {
            takeReferences(row);
            labelReferences.fill(reader.bytes, into);
        } else if (scattered) {
            fillFromMessage(series.labelsStart[row], series.labelsEnd[row], into);
        } else {
            LabelSection.fill(reader.bytes, series.labelsStart[row], series.labelsEnd[row], into);
        }
    }

    public int sampleCount() {
        return samples.count;
    }

    public int sampleStart(int row) {
        return series.sampleStart[row];
    }

    /** Exclusive. */
    public int sampleEnd(int row) {
        return series.sampleStart[row + 1];
    }

    /** Epoch milliseconds. */
    public long sampleTimestamp(int sample) {
        return samples.timestamp[sample];
    }

    /** Bit for bit as sent: stale markers keep their NaN. */
    public double sampleValue(int sample) {
        return samples.value[sample];
    }

    /** Epoch milliseconds at which the sample's counter started (its own, else its series' created timestamp), or 0 for none. */
    public long sampleStartTimestamp(int sample) {
        return samples.startTimestamp[sample];
    }

    /** True when any sample or histogram has a start timestamp. */
    public boolean hasStartTimestamps() {
        return startTimestamps || samples.started;
    }

    public int histogramCount() {
        return histograms.count;
    }

    public int histogramStart(int row) {
        return series.histogramStart[row];
    }

    /** Exclusive. */
    public int histogramEnd(int row) {
        return series.histogramStart[row + 1];
    }

    public void histogram(int histogram, NativeHistogram into) {
        reader.seek(histograms.start[histogram], histograms.end[histogram]);
        try {
            (format == WireFormat.REMOTE_WRITE_2 ? histogramReader2 : histogramReader1).read(into);
        } catch (MalformedBodyException e) {
            throw readBefore(e);
        }
        if (into.startTimestamp == 0) {
            into.startTimestamp = histograms.timestamp[histogram];
        }
    }

    public int exemplarCount() {
        return exemplars.count;
    }

    public int exemplarStart(int row) {
        return series.exemplarStart[row];
    }

    /** Exclusive. */
    public int exemplarEnd(int row) {
        return series.exemplarStart[row + 1];
    }

    /** Null when the exemplar's label references resolve, else why not. */
    public @Nullable String exemplarProblem(int exemplar) {
        if (!exemplars.unresolved[exemplar]) {
            return null;
        }
        gatherReferences(exemplars.start[exemplar], exemplars.end[exemplar]);
        return "exemplar." + labelReferences.problem();
    }

    /** Epoch milliseconds. */
    public long exemplarTimestamp(int exemplar) {
        return exemplars.timestamp[exemplar];
    }

    public double exemplarValue(int exemplar) {
        return exemplars.value[exemplar];
    }

    /** Fills with the exemplar's own labels, in the order sent. */
    public void exemplarLabels(int exemplar, LabelCursor into) {
        if (format == WireFormat.REMOTE_WRITE_2) {
            gatherReferences(exemplars.start[exemplar], exemplars.end[exemplar]);
            labelReferences.fill(reader.bytes, into);
        } else {
            fillFromMessage(exemplars.start[exemplar], exemplars.end[exemplar], into);
        }
    }

    /** Number of metadata entries: remote write 1.0's list, or remote write 2.0's one per series whose metadata says anything. */
    public int metadataCount() {
        return metadata.count;
    }

    /** Fills with one entry. A reference of remote write 2.0 that does not resolve reads as the empty string. */
    public void metadata(int entry, MetricMetadata into) {
        metadata.get(entry, into);
        into.bytes = reader.bytes;
        if (format == WireFormat.REMOTE_WRITE_2) {
            int help = into.helpStart;
            int unit = into.unitStart;
            into.helpStart = resolves(help) ? symbols.start[help] : 0;
            into.helpEnd = resolves(help) ? symbols.end[help] : 0;
            into.unitStart = resolves(unit) ? symbols.start[unit] : 0;
            into.unitEnd = resolves(unit) ? symbols.end[unit] : 0;
        }
    }

    /** The series whose metadata an entry of remote write 2.0 is, or -1 in 1.0. */
    public int metadataSeries(int entry) {
        return metadata.series(entry);
    }

    /**
     * A hash of an entry's type, help and unit, remote write 2.0 only; equal for what reads equal, in whichever body of this
     * decoder. Help and unit were hashed with the symbols, so their length costs nothing here.
     */
    public long metadataHash(int entry) {
        long hash = metadata.type(entry) * HASH_FACTOR;
        hash = (hash ^ textHash(metadata.helpReference(entry))) * HASH_FACTOR;
        return (hash ^ textHash(metadata.unitReference(entry))) * HASH_FACTOR;
    }

    /** 0 of an empty text, however it was sent. */
    private long textHash(int reference) {
        boolean empty = !resolves(reference) || symbols.start[reference] == symbols.end[reference];
        return empty ? 0 : symbols.hashes[2 * reference];
    }

    private boolean resolves(int reference) {
        return reference != 0 && symbols.holds(reference);
    }

    /** Has {@link #labelReferences} read the references of a series. */
    private void takeReferences(int row) {
        int start = series.labelsStart[row];
        int end = series.labelsEnd[row];
        if ((series.flags[row] & SeriesColumns.SCATTERED) != 0) {
            gatherReferences(start, end);
        } else {
            labelReferences.use(reader.bytes, start, end);
        }
    }

    private void gatherReferences(int start, int end) {
        reader.seek(start, end);
        try {
            labelReferences.gather(reader);
        } catch (MalformedBodyException e) {
            throw readBefore(e);
        }
    }

    private void fillFromMessage(int start, int end, LabelCursor into) {
        reader.seek(start, end);
        try {
            labelMessages.fill(reader, into);
        } catch (MalformedBodyException e) {
            throw readBefore(e);
        }
    }

    private static IllegalStateException readBefore(MalformedBodyException e) {
        return new IllegalStateException(
                "a message that could be read when the body was decoded cannot be read again", e);
    }
}
