package io.adxflow.kql.syntax;

import java.util.List;

/**
 * {@code x = expression}, {@code (x, y) = expression}, or the expression alone.
 *
 * @param names none, one or several
 * @param isList whether the names stood in brackets
 */
public record NamedItem(List<Name> names, boolean isList, Expression expression) {
    /** A name that is declared. */
    public record Name(String name, TextSpan span) {}

    public NamedItem {
        names = List.copyOf(names);
    }
}
