package io.adxflow.job.deflate;

/** Symbols and extra bits of match lengths and distances (RFC 1951, 3.2.5). */
final class Matches {
    static final int MAX_LENGTH = 258;
    /** Literals, end of block, and lengths. */
    static final int LITERAL_SYMBOLS = 286;

    static final int DISTANCE_SYMBOLS = 30;
    private static final int FIRST_LENGTH_SYMBOL = 257;

    /** By length: its symbol, from bit 16 up its extra bits, from bit 24 up how many. */
    private static final int[] LENGTHS = new int[MAX_LENGTH + 1];

    static {
        int length = 3;
        for (int symbol = FIRST_LENGTH_SYMBOL; symbol < LITERAL_SYMBOLS - 1; symbol++) {
            int extraBits = lengthExtraBits(symbol);
            for (int extra = 0; extra < 1 << extraBits; extra++) {
                LENGTHS[length++] = symbol | extra << 16 | extraBits << 24;
            }
        }
        LENGTHS[MAX_LENGTH] = LITERAL_SYMBOLS - 1;
    }

    private Matches() {}

    /** The next match of a copy of which {@code rest} bytes are left, so that the last is not too short. */
    static int part(int rest) {
        if (rest <= MAX_LENGTH) {
            return rest;
        }
        return Math.min(MAX_LENGTH, rest - TokenBlock.MIN_LENGTH);
    }

    /** All about a length, to be taken apart by the three below. */
    static int length(int length) {
        return LENGTHS[length];
    }

    static int symbol(int length) {
        return length & 0xffff;
    }

    static int extra(int length) {
        return length >>> 16 & 0xff;
    }

    static int extraBits(int length) {
        return length >>> 24;
    }

    static int lengthExtraBits(int lengthSymbol) {
        return lengthSymbol == LITERAL_SYMBOLS - 1 ? 0 : Math.max(0, (lengthSymbol - FIRST_LENGTH_SYMBOL) / 4 - 1);
    }

    static int distanceSymbol(int distance) {
        int low = distance - 1;
        if (low < 4) {
            return low;
        }
        int top = 31 - Integer.numberOfLeadingZeros(low);
        return 2 * top + ((low >>> (top - 1)) & 1);
    }

    static int distanceExtraBits(int distanceSymbol) {
        return distanceSymbol < 4 ? 0 : (distanceSymbol >>> 1) - 1;
    }

    static int distanceExtra(int distance, int distanceSymbol) {
        return (distance - 1) & ((1 << distanceExtraBits(distanceSymbol)) - 1);
    }
}
