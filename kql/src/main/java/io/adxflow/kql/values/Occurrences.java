package io.adxflow.kql.values;

/**
 * The places of one text in another, in time linear in both whatever they hold: short ones are found by the JDK's search, whose time is at worst the product of both
 * lengths, longer ones by Knuth, Morris and Pratt's ("Fast pattern matching in strings", 1977). For one thread.
 */
public final class Occurrences {
    /** No further one. */
    public static final int NONE = -1;

    private static final int SHORT = 32;

    private final String text;
    private final String wanted;
    /** Of each prefix of what is wanted, how long the longest is that it both begins and ends with; empty for a short one. */
    private final int[] borders;

    private int at;
    private int matched;

    /** @param wanted not empty */
    public Occurrences(String text, String wanted) {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("nothing is everywhere");
        }
        this.text = text;
        this.wanted = wanted;
        this.borders = wanted.length() <= SHORT || wanted.length() > text.length() ? new int[0] : borders(wanted);
    }

    private static int[] borders(String wanted) {
        int[] borders = new int[wanted.length()];
        for (int i = 1, length = 0; i < borders.length; i++) {
            while (length > 0 && wanted.charAt(i) != wanted.charAt(length)) {
                length = borders[length - 1];
            }
            if (wanted.charAt(i) == wanted.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }

    /** Goes on from a place, as if nothing stood before it. */
    public void from(int place) {
        at = place;
        matched = 0;
    }

    /** Where the next one begins that does not begin before the last; they may overlap. */
    public int next() {
        if (borders.length == 0) {
            int found = text.indexOf(wanted, at);
            at = found < 0 ? text.length() : found + 1;
            return found;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            while (matched > 0 && (matched == wanted.length() || c != wanted.charAt(matched))) {
                matched = borders[matched - 1];
            }
            if (c == wanted.charAt(matched)) {
                matched++;
            }
            if (matched == wanted.length()) {
                return at - matched;
            }
        }
        return NONE;
    }

    /** Where the next one begins behind the end of the last. */
    public int nextApart() {
        int found = next();
        if (found >= 0) {
            from(found + wanted.length());
        }
        return found;
    }
}
