package io.adxflow.emulator.commands;

/**
 * A piece of KQL.
 *
 * @param text the value of a string literal, without quotes and escapes; else as it stands
 * @param start where it stands in the text, in characters
 * @param end where it ends, exclusive
 */
public record Token(Kind kind, String text, int start, int end) {
    /** Kinds of tokens. */
    public enum Kind {
        NAME,
        STRING,
        NUMBER,
        /** Operators and punctuation. */
        SYMBOL,
        END
    }

    /** Whether it is this symbol, or this name in any case. */
    public boolean is(String word) {
        return (kind == Kind.NAME || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
    }
}
