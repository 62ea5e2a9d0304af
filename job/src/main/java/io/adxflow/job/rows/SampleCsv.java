package io.adxflow.job.rows;

import io.adxflow.job.tables.CsvNumbers;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.job.tables.Digits;

/** Writes samples as CSV lines into windows. Reused; one thread. */
final class SampleCsv implements SampleRows {
    /** Most bytes of a row beside its series' text. */
    private static final int VARIABLE_BYTES = CsvTimestamps.ROOM + 1 + Digits.MAX_LONG + CsvNumbers.MAX_LENGTH;

    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final byte[] id = new byte[1 + Digits.MAX_LONG];
    private byte[] window = {};
    private CsvWindow to = (csv, offset, length) -> {};
    private byte[] text = {};
    private int split;
    private int idEnd;
    private int at;

    SampleCsv() {
        id[0] = ',';
    }

    /** Begins a run of rows. */
    void begin(byte[] newWindow, CsvWindow newTo) {
        window = newWindow;
        to = newTo;
        at = 0;
    }

    /** Hands out what is left of the run. */
    void end() {
        if (at > 0) {
            to.accept(window, 0, at);
        }
    }

    @Override
    public void series(long newId, byte[] newText, int newSplit) {
        idEnd = Digits.writeLong(newId, id, 1);
        text = newText;
        split = newSplit;
    }

    @Override
    public void row(long timestampMillis, double value) {
        int room = VARIABLE_BYTES + text.length;
        if (window.length - at < room) {
            if (at > 0) {
                to.accept(window, 0, at);
                at = 0;
            }
            if (window.length < room) {
                byte[] alone = new byte[room];
                to.accept(alone, 0, write(timestampMillis, value, alone, 0));
                return;
            }
        }
        at = write(timestampMillis, value, window, at);
    }

    private int write(long timestampMillis, double value, byte[] out, int start) {
        int position = timestamps.write(timestampMillis, out, start);
        System.arraycopy(id, 0, out, position, idEnd);
        position += idEnd;
        System.arraycopy(text, 0, out, position, split);
        position = CsvNumbers.write(value, out, position + split);
        System.arraycopy(text, split, out, position, text.length - split);
        return position + text.length - split;
    }
}
