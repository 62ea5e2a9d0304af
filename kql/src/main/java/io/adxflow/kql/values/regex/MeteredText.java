package io.adxflow.kql.values.regex;

/**
 * A text that may be looked at only so often: an expression each of whose matches looks to the end of the text ({@code a(.*b)?}) takes the square of its length to find them
 * all, whatever the engine. For one thread.
 */
public final class MeteredText implements CharSequence {
    /** Shorter ones are not worth it. */
    private static final int SHORT = 2_048;

    /** Looks at each letter; what finds its matches one behind the other needs two or three. */
    private static final long LOOKS = 256;

    /** Thrown when all looks are taken. */
    public static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooMuchWork() {
            super("each match looks at most of the text", null, false, false);
        }
    }

    private final String text;
    private long left;

    private MeteredText(String text) {
        this.text = text;
        this.left = LOOKS * text.length();
    }

    /** The text for a matcher that looks for all matches. */
    public static CharSequence of(String text) {
        return text.length() < SHORT ? text : new MeteredText(text);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new TooMuchWork();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
