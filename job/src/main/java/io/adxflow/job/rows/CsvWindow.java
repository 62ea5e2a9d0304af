package io.adxflow.job.rows;

/** Takes a buffer's CSV piece by piece. The array is the caller's and is overwritten after the call returns. */
@FunctionalInterface
public interface CsvWindow {
    /** Whole lines, each ended by {@code \n}. */
    void accept(byte[] csv, int offset, int length);
}
