package io.adxflow.kql.sql;

import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thrown within this package when a query asks for what SQL cannot say. The bound tree has no positions, so the place is where the text has what is refused.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient KqlProblem.Kind kind;
    private final String word;

    private Refusal(KqlProblem.Kind kind, String word, String message) {
        super(message);
        this.kind = kind;
        this.word = word;
    }

    /**
     * To be thrown.
     *
     * @param word as the query writes it, such as a function's name
     */
    static Refusal of(String word, String message) {
        return new Refusal(KqlProblem.Kind.UNSUPPORTED, word, message);
    }

    /** To be thrown: a function that there is, but not in this backend. */
    static Refusal noFunction(String name) {
        return new Refusal(KqlProblem.Kind.UNSUPPORTED, name, "'" + name + "' " + SqlRefusals.NOT_THERE);
    }

    /** To be thrown: what the query expands to is longer than DuckDB should read. */
    static Refusal tooLong() {
        return new Refusal(
                KqlProblem.Kind.LIMIT,
                "",
                "the query expands to more SQL than may be; nest fewer calls, or use fewer operators");
    }

    /** The same, for people who see the query's text. */
    KqlException placedIn(String text) {
        Matcher place =
                Pattern.compile("(?<!\\w)" + Pattern.quote(word) + "(?!\\w)").matcher(text);
        TextSpan span = place.find() ? new TextSpan(place.start(), word.length()) : new TextSpan(0, 0);
        return new KqlException(kind, String.valueOf(getMessage()), span, null);
    }
}
