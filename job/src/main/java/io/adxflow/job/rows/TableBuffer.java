package io.adxflow.job.rows;

import org.jspecify.annotations.Nullable;

/**
 * The rows of one table that are not cut into a chunk yet: as columns of samples, or as encoded lines. Owned by its
 * {@link LiveTables}; one thread. An empty buffer holds no memory.
 */
public final class TableBuffer {
    private final TableKey key;
    /** False when its rows go to nobody, and so are not kept at all. */
    private final boolean isWanted;
    /** False when its rows go where all of their namespace do: most tables, which need not ask their key with each series. */
    private final boolean isSelected;

    private final long idHigh;
    private final long idLow;
    private final int index;
    private final TableRegistry registry;
    private final @Nullable SampleColumns samples;
    private final EncodedRows encoded;

    /** Series in the cache that belong here. */
    int series;
    /** Those of its namespace, which are counted together. */
    NamespaceSeries ofNamespace;
    /** Place among the tables with rows, or -1. */
    int livePlace = -1;
    /** Its place among those of its namespace; null for a table that needs none. */
    @Nullable
    TablePlace place;

    private long filteredAppend = -1;
    private boolean kept;
    private long firstSequence;
    private long oldestArrivalMillis;
    private long minTimestampMillis;
    private long maxTimestampMillis;

    TableBuffer(
            TableKey key,
            int index,
            TableRegistry registry,
            @Nullable SampleColumns samples,
            EncodedRows encoded,
            @Nullable TablePlace place,
            NamespaceSeries ofNamespace) {
        this.ofNamespace = ofNamespace;
        this.key = key;
        this.isWanted = !key.deliveries().areNone();
        this.isSelected = !key.deliveries().areOfNamespace();
        this.idHigh = TableIds.high(key);
        this.idLow = TableIds.low(key);
        this.index = index;
        this.registry = registry;
        this.samples = samples;
        this.encoded = encoded;
        this.place = place;
    }

    public TableKey key() {
        return key;
    }

    /** Upper half of the key's id: the same in every process and version, for it is in state. */
    public long idHigh() {
        return idHigh;
    }

    /** Lower half of it. */
    public long idLow() {
        return idLow;
    }

    /** Whether a subscription chose where its rows go. */
    boolean isSelected() {
        return isSelected;
    }

    int index() {
        return index;
    }

    public int rows() {
        return samples != null ? samples.rows : encoded.rows();
    }

    /** About what {@link #drain} will write. */
    public long estimatedCsvBytes() {
        return samples != null ? samples.estimatedCsvBytes() : encoded.csvBytes();
    }

    /** Series that the rows belong to; encoded rows count as one series each. */
    public int distinctSeries() {
        return samples != null ? samples.distinctSeries() : encoded.rows();
    }

    public long heapBytes() {
        return samples != null ? samples.heapBytes() : encoded.heapBytes();
    }

    /** Smallest sequence of the rows; meaningless when there are none, as are the four below. */
    public long firstSequence() {
        return firstSequence;
    }

    public long oldestArrivalMillis() {
        return oldestArrivalMillis;
    }

    public long minTimestampMillis() {
        return minTimestampMillis;
    }

    public long maxTimestampMillis() {
        return maxTimestampMillis;
    }

    /** Whether this append's filter keeps the table; asks it once. */
    boolean keeps(AppendContext append) {
        return keeps(append.filter, append.number);
    }

    /** @param append the number of the append, which no other has */
    boolean keeps(RowFilter filter, long append) {
        if (filter == RowFilter.ALL) {
            return isWanted;
        }
        if (filteredAppend != append) {
            filteredAppend = append;
            kept = isWanted && filter.keeps(key);
        }
        return kept;
    }

    /** To be called before rows of an append go in. */
    void open(long sequence, long arrivalMillis) {
        if (rows() == 0) {
            firstSequence = sequence;
            oldestArrivalMillis = arrivalMillis;
            minTimestampMillis = Long.MAX_VALUE;
            maxTimestampMillis = Long.MIN_VALUE;
            registry.addLive(this);
            return;
        }
        firstSequence = Math.min(firstSequence, sequence);
        oldestArrivalMillis = Math.min(oldestArrivalMillis, arrivalMillis);
    }

    void appendSample(int ofSeries, int textLength, long timestamp, double value) {
        if (samples == null) {
            throw new IllegalStateException(key + " takes encoded rows only");
        }
        samples.append(ofSeries, textLength, timestamp, value);
        cover(timestamp);
    }

    /** Reads what appending a sample will need; what it returns means nothing. */
    long touch() {
        return samples == null ? firstSequence : firstSequence + minTimestampMillis + samples.touch();
    }

    /** Where to encode a row; {@link #cover} its timestamp and end it. */
    EncodedRows encodedRows() {
        return encoded;
    }

    /** Forgets the encoded row that was begun and not ended, and a table that has nothing else. */
    void takeBackRow() {
        encoded.takeBackRow();
        registry.forgetIfIdle(this);
    }

    void cover(long timestamp) {
        if (timestamp < minTimestampMillis) {
            minTimestampMillis = timestamp;
        }
        if (timestamp > maxTimestampMillis) {
            maxTimestampMillis = timestamp;
        }
    }

    /**
     * Writes all rows as CSV lines, those of a series together (series in the order of their first row, rows in the order of
     * arrival), in windows of at most {@code window.length} bytes; a longer line comes alone. Then the buffer is empty and
     * has let go of its memory.
     *
     * @param window scratch for this call; what {@code to} is given may be this array or another
     */
    public void drain(byte[] window, CsvWindow to) {
        if (rows() == 0) {
            return;
        }
        if (samples != null) {
            SampleCsv csv = registry.csv();
            csv.begin(window, to);
            registry.groups().write(samples, csv);
            csv.end();
        } else {
            encoded.write(window.length, to);
        }
        clear();
    }

    /** True when the rows are samples, which {@link #drainSamples} hands out. */
    public boolean holdsSamples() {
        return samples != null;
    }

    /** Hands out all samples, in the order of {@link #drain}; then the buffer is empty and has let go of its memory. */
    public void drainSamples(SampleRows to) {
        if (samples == null) {
            throw new IllegalStateException(key + " holds encoded rows only");
        }
        if (rows() > 0) {
            registry.groups().write(samples, to);
            clear();
        }
    }

    /** Hands out all rows that are text already, in the order of arrival; then the buffer is empty and has let go of its memory. */
    public void drainLines(TextLines to) {
        if (samples != null) {
            throw new IllegalStateException(key + " holds samples");
        }
        if (rows() > 0) {
            encoded.lines(to);
            clear();
        }
    }

    /**
     * Shows some of the rows behind the first ones, spread evenly over them, each by a call of its own, and leaves them where they are.
     *
     * @param from how many rows to leave out
     * @param most how many to show
     * @param window scratch for this call
     * @param to what it is given is valid during the call alone, and is not to be written to
     */
    public void show(int from, int most, byte[] window, CsvWindow to) {
        int fresh = rows() - from;
        int shown = Math.min(most, fresh);
        for (int i = 1; i <= shown; i++) {
            int row = from + (int) ((long) i * fresh / shown) - 1;
            if (samples != null) {
                SampleCsv csv = registry.csv();
                csv.begin(window, to);
                registry.groups().show(samples, row, csv);
                csv.end();
            } else {
                encoded.show(row, to);
            }
        }
    }

    private void clear() {
        if (samples != null) {
            samples.clear();
        } else {
            encoded.clear();
        }
        registry.removeLive(this);
        registry.forgetIfIdle(this);
    }

    @Override
    public String toString() {
        return key + ": " + rows() + " rows";
    }
}
