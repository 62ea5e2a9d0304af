package io.adxflow.job.rows;

/** Takes the rows of a table that are text already. */
public interface TextLines {
    /** Bytes behind the last line that may be read; what they hold means nothing. */
    int PADDING = 16;

    /**
     * All lines, one behind the other, the first at 0.
     *
     * @param csv the lines, and {@link #PADDING} bytes more; to be left alone once this returns
     * @param ends where each ends, behind its line feed
     * @param count of them
     */
    void lines(byte[] csv, int[] ends, int count);
}
