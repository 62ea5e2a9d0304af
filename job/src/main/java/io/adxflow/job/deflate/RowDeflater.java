package io.adxflow.job.deflate;

import io.adxflow.job.rows.SampleRows;
import io.adxflow.job.tables.CsvNumbers;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.job.tables.Digits;

/**
 * Writes samples as CSV and deflates them at once. A row of the series before it in a chunk differs from that in its timestamp
 * and value alone, so its labels are told to the encoder as a copy without being looked at; the labels of a series' first row
 * are matched by {@link LabelMatcher}.
 *
 * <p>Each text stands for itself and ends with what zlib calls a full flush: an empty stored block, which ends on a byte. One
 * thread; reused.
 */
public final class RowDeflater implements SampleRows {
    /** A comma and a number, in whole words. */
    private static final int ID_ROOM = (1 + Digits.MAX_LONG + Long.BYTES - 1) / Long.BYTES * Long.BYTES;

    /** Most bytes of a row beside its series' text. */
    private static final int VARIABLE_BYTES = CsvTimestamps.ROOM + ID_ROOM + CsvNumbers.MAX_LENGTH;

    private static final int OUT_BYTES = 64 * 1024;
    private static final int MAX_IDLE_OUT_BYTES = 4 << 20;
    private static final int NONE = -1;

    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final TextWindow text = new TextWindow();
    private final BitOutput out = new BitOutput(OUT_BYTES);
    private final TokenBlock block = new TokenBlock(out);
    private final RowTokens tokens = new RowTokens(block);
    private final LabelMatcher labels = new LabelMatcher(text, tokens);

    private final byte[] id = new byte[ID_ROOM];
    private int idLength;
    private byte[] seriesText = {};
    private int split;
    private int endLength;
    /** The text behind the value is of one to eight bytes, which are {@link #shortEnd}. */
    private boolean isEndShort;

    private long shortEnd;
    private int rowOfSeries;

    /** Positions in the window, negative when there is none: of the row before, and of the first row of its series. */
    private int previousStart;

    private int previousLabels;
    private int previousValue;
    private int seriesStart;

    public RowDeflater() {
        id[0] = ',';
    }

    /** Begins another text, whatever became of the one before. */
    public void begin() {
        if (!text.begin()) {
            labels.forget();
        }
        out.shrink(MAX_IDLE_OUT_BYTES);
        block.clear();
        tokens.begin(text.bytes);
        previousStart = NONE;
        previousLabels = NONE;
        previousValue = NONE;
        seriesStart = NONE;
    }

    @Override
    public void series(long newId, byte[] newText, int newSplit) {
        idLength = Digits.writeLong(newId, id, 1);
        seriesText = newText;
        split = newSplit;
        endLength = newText.length - newSplit;
        isEndShort = endLength > 0 && endLength <= Long.BYTES && newText.length >= Long.BYTES;
        if (isEndShort) {
            shortEnd = Words.load(newText, newText.length - Long.BYTES) >>> ((Long.BYTES - endLength) * Byte.SIZE);
        }
        rowOfSeries = 0;
    }

    @Override
    public void row(long timestampMillis, double value) {
        int room = VARIABLE_BYTES + seriesText.length;
        if (!text.hasRoom(room)) {
            makeRoom(room);
        }
        byte[] bytes = text.bytes;
        int start = text.end;
        int timestampEnd = timestamps.write(timestampMillis, bytes, start);
        for (int at = 0; at < ID_ROOM; at += Long.BYTES) {
            Words.store(bytes, timestampEnd + at, Words.load(id, at));
        }
        int labelStart = timestampEnd + idLength;
        System.arraycopy(seriesText, 0, bytes, labelStart, split);
        int valueStart = labelStart + split;
        int valueEnd = CsvNumbers.write(value, bytes, valueStart);
        if (isEndShort) {
            Words.store(bytes, valueEnd, shortEnd);
        } else {
            System.arraycopy(seriesText, split, bytes, valueEnd, endLength);
        }
        text.end = valueEnd + endLength;

        if (rowOfSeries == 0) {
            tellFirstRow(start, timestampEnd, labelStart, valueStart);
            seriesStart = start;
        } else {
            tellNextRow(start, timestampEnd, labelStart, valueStart);
        }
        tellValue(valueStart, valueEnd);
        rowOfSeries++;
        previousStart = start;
        previousLabels = labelStart;
        previousValue = valueStart;
    }

    /** Without a row of another series in between, the row before has the same labels, and the same end if it is not the first. */
    private void tellNextRow(int start, int timestampEnd, int labelStart, int valueStart) {
        int rowDistance = start - previousStart;
        int labelDistance = valueStart - previousValue;
        if (Math.max(rowDistance, labelDistance) > TokenBlock.MAX_DISTANCE) {
            tokens.literalsTo(labelStart);
            labels.match(labelStart, valueStart, NONE);
            return;
        }
        if (rowOfSeries == 1) {
            tellEndOfRowBefore(start, previousStart);
        }
        int same = Words.equalBytes(text.bytes, previousStart, start, timestampEnd - start);
        tokens.copyTo(start + same, rowDistance);
        if (start + same < timestampEnd) {
            int sameAtEnd = rowDistance == labelDistance ? equalBytesBefore(timestampEnd, rowDistance) : 0;
            tokens.literalsTo(Math.max(start + same, timestampEnd - sameAtEnd));
        }
        tokens.copyTo(valueStart, labelDistance);
    }

    private void tellFirstRow(int start, int timestampEnd, int labelStart, int valueStart) {
        int rowBefore = sameTimestampBytes(start, timestampEnd, previousStart);
        int rowOfSeriesBefore = sameTimestampBytes(start, timestampEnd, seriesStart);
        if (Math.max(rowBefore, rowOfSeriesBefore) > 0) {
            int source = rowOfSeriesBefore > rowBefore ? seriesStart : previousStart;
            tellEndOfRowBefore(start, source);
            tokens.copyTo(start + Math.max(rowBefore, rowOfSeriesBefore), start - source);
        }
        tokens.literalsTo(labelStart);
        labels.match(labelStart, valueStart, previousLabels);
    }

    private int sameTimestampBytes(int start, int timestampEnd, int source) {
        return source < 0 || start - source > TokenBlock.MAX_DISTANCE
                ? 0
                : Words.equalBytes(text.bytes, source, start, timestampEnd - start);
    }

    /** What follows the value before: as far back as it is what stands in front of {@code source}, it joins the copy from there. */
    private void tellEndOfRowBefore(int start, int source) {
        int least = Math.max(tokens.position(), start - source);
        int from = start;
        while (from > least && text.bytes[from - 1] == text.bytes[from - 1 - start + source]) {
            from--;
        }
        tokens.literalsTo(from);
    }

    /** How many of the last eight bytes are what they were. */
    private int equalBytesBefore(int end, int distance) {
        long difference = Words.load(text.bytes, end - 8) ^ Words.load(text.bytes, end - 8 - distance);
        return Long.numberOfLeadingZeros(difference) >>> 3;
    }

    /** A value that begins like the one before lengthens the copy of the labels. */
    private void tellValue(int start, int end) {
        int distance = tokens.openDistance();
        if (distance != 0 && distance == start - previousValue) {
            int same = Words.equalBytes(text.bytes, previousValue, start, end - start);
            tokens.copyTo(start + same, distance);
        }
        tokens.literalsTo(end);
    }

    private void makeRoom(int room) {
        tokens.settle();
        int keepFrom = previousStart < 0 ? text.end : Math.min(tokens.position(), previousStart);
        int shift = text.makeRoom(room, keepFrom);
        tokens.moved(shift, text.bytes);
        previousStart -= shift;
        previousLabels -= shift;
        previousValue -= shift;
        seriesStart -= shift;
    }

    /** Ends the text: all of it is in {@link #deflated}. */
    public void finish() {
        tokens.literalsTo(text.end);
        tokens.settle();
        block.write();
        out.fullFlush();
    }

    /** Begins with the text deflated; the array is written over after the next {@link #begin}. */
    public byte[] deflated() {
        return out.bytes;
    }

    public int deflatedLength() {
        return out.length;
    }

    /** Bytes of CSV. */
    public int rawLength() {
        return text.length();
    }

    /** CRC-32 of the CSV. */
    public int crc32() {
        return text.crc32();
    }
}
