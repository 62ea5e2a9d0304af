package io.adxflow.job.deflate;

import io.adxflow.job.rows.TextLines;
import java.util.zip.CRC32;

/**
 * Deflates lines of one table that are text already. They have the same fields in the same order, so each is compared with the
 * line before: what differs is mostly a word (letters and digits) here and there, behind whose end both go on alike. Such a word
 * is looked up whole by {@link LineMatcher}, and told as literals when it is new: identifiers and numbers are, and searching
 * them for what a few of their digits happen to share with others costs time and saves nothing. Only where the lines do not go on
 * alike is every place searched for what was there before.
 *
 * <p>Each text stands for itself and ends with a full flush, as that of {@link RowDeflater}. One thread; reused.
 */
public final class LineDeflater implements TextLines {
    private static final int OUT_BYTES = 64 * 1024;
    private static final int MAX_IDLE_OUT_BYTES = 4 << 20;

    private final BitOutput out = new BitOutput(OUT_BYTES);
    private final TokenBlock block = new TokenBlock(out);
    private final LineMatcher matcher = new LineMatcher(new RowTokens(block));
    private final CRC32 checksum = new CRC32();
    private int rawLength;

    /** Begins another text, whatever became of the one before. */
    public void begin() {
        out.shrink(MAX_IDLE_OUT_BYTES);
        block.clear();
        checksum.reset();
        rawLength = 0;
    }

    /** Deflates a text whole: to be called once behind {@link #begin}. */
    @Override
    public void lines(byte[] csv, int[] ends, int count) {
        rawLength = ends[count - 1];
        matcher.begin(csv, rawLength);
        int start = 0;
        for (int line = 0; line < count; line++) {
            matcher.line(start, ends[line]);
            start = ends[line];
        }
        matcher.end();
        block.write();
        out.fullFlush();
        checksum.update(csv, 0, rawLength);
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
        return rawLength;
    }

    /** CRC-32 of the CSV. */
    public int crc32() {
        return (int) checksum.getValue();
    }
}
