package io.adxflow.job.deflate;

/**
 * Tells a {@link TokenBlock} what a text consists of, from front to back. Copies of one distance that follow each other become
 * one; those too short to pay become literals.
 */
final class RowTokens {
    /** A match of three costs about as much as three digits. */
    private static final int MIN_WORTH = 4;

    private final TokenBlock block;
    private byte[] bytes = {};
    private int position;
    private int copyDistance;
    private int copyStart;

    RowTokens(TokenBlock block) {
        this.block = block;
    }

    /** Begins with the text that an array holds from its start on; up to seven bytes behind what is told are read too. */
    void begin(byte[] text) {
        bytes = text;
        position = 0;
        copyDistance = 0;
    }

    /** Where what was told ends. */
    int position() {
        return position;
    }

    /** The distance of the copy that ended last, if no literal came since, else 0. */
    int openDistance() {
        return copyDistance;
    }

    /** Up to there the text is what it was {@code distance} bytes before. */
    void copyTo(int end, int distance) {
        if (distance != copyDistance) {
            closeCopy();
            copyDistance = distance;
            copyStart = position;
        }
        position = end;
    }

    /** Up to there the text is new. */
    void literalsTo(int end) {
        if (end > position) {
            closeCopy();
            putLiterals(position, end);
            position = end;
        }
    }

    private void putLiterals(int from, int to) {
        block.literals(bytes, from, to);
    }

    private void closeCopy() {
        if (copyDistance == 0) {
            return;
        }
        int length = position - copyStart;
        if (length >= MIN_WORTH) {
            block.copy(copyDistance, length);
        } else {
            putLiterals(copyStart, position);
        }
        copyDistance = 0;
    }

    /** Tells the rest as literals and the window that its bytes may move. */
    void settle() {
        closeCopy();
    }

    /** Positions have moved towards 0, in this array. */
    void moved(int shift, byte[] text) {
        bytes = text;
        position -= shift;
    }
}
