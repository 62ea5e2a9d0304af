package io.adxflow.job.deflate;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The newest bytes of a text that only grows, at least as many as a match may reach back over. Positions are indexes into
 * {@link #bytes}; they move when {@link #makeRoom} slides.
 */
final class TextWindow {
    /** A slide moves a match's reach of bytes, so it should be rare; all of it should stay in a core's cache. */
    private static final int CAPACITY = 256 * 1024;
    /** Whole words are read and written behind the end. */
    private static final int SLACK = 32;

    private static final int MAX_BASE = 1 << 30;

    byte[] bytes = new byte[CAPACITY + SLACK];
    /** Bytes in the window. */
    int end;

    private final CRC32 checksum = new CRC32();
    private int checked;
    private int base = 1;
    private int slid;

    /** Begins another text; false when numbers start over, and every {@link #numberOf} before is void. */
    boolean begin() {
        base += end + 1;
        end = 0;
        checked = 0;
        slid = 0;
        checksum.reset();
        if (bytes.length > CAPACITY + SLACK) {
            bytes = new byte[CAPACITY + SLACK];
        }
        if (base < 0 || base > MAX_BASE) {
            base = 1;
            return false;
        }
        return true;
    }

    boolean hasRoom(int more) {
        return bytes.length - SLACK - end >= more;
    }

    /**
     * Makes room behind the end.
     *
     * @param keepFrom position from which on all bytes stay, besides those within a match's reach
     * @return how far every position has moved towards 0
     */
    int makeRoom(int more, int keepFrom) {
        check();
        int shift = Math.max(0, Math.min(keepFrom, end - TokenBlock.MAX_DISTANCE));
        System.arraycopy(bytes, shift, bytes, 0, end - shift);
        end -= shift;
        checked = end;
        base += shift;
        slid += shift;
        if (!hasRoom(more)) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.max(end + more, 2 * end), SLACK));
        }
        return shift;
    }

    /** A position's name that outlives slides, to be remembered in tables. */
    int numberOf(int position) {
        return base + position;
    }

    /** Where a byte is now; negative when it is gone or belongs to an earlier text. */
    int positionOf(int number) {
        return number - base;
    }

    private void check() {
        checksum.update(bytes, checked, end - checked);
        checked = end;
    }

    /** CRC-32 of the whole text. */
    int crc32() {
        check();
        return (int) checksum.getValue();
    }

    /** Bytes of the whole text. */
    int length() {
        return Math.addExact(slid, end);
    }
}
