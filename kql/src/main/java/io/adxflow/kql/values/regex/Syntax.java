package io.adxflow.kql.values.regex;

import java.util.List;

/** A regular expression as a tree, without what does not matter to whether it matches: groups and greed. */
sealed interface Syntax {
    /** Matches nothing's text: always. */
    record Empty() implements Syntax {}

    /** One code point of a set. */
    record Points(CodePointSet set) implements Syntax {}

    /** One after the other. */
    record Concat(List<Syntax> parts) implements Syntax {}

    /** One of several. */
    record Alternate(List<Syntax> choices) implements Syntax {}

    /**
     * So many times.
     *
     * @param max {@link Integer#MAX_VALUE} without a limit
     */
    record Repeat(Syntax part, int min, int max) implements Syntax {}

    /** A place in the text. */
    record Place(Assertion assertion) implements Syntax {}

    /** What must be so at a place. */
    enum Assertion {
        BEGIN_TEXT,
        END_TEXT,
        BEGIN_LINE,
        END_LINE,
        WORD_BORDER,
        NO_WORD_BORDER;

        private static final List<Assertion> ALL = List.of(values());

        /** Its number in a program. */
        int code() {
            return ALL.indexOf(this);
        }

        /** The assertion that has this number in a program. */
        static Assertion of(int code) {
            return ALL.get(code);
        }
    }
}
