package io.adxflow.kql.rows;

import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import java.io.Serial;

/** A problem that is found while a program is compiled, when positions are gone: it points at what it names, where that stands in the text. */
final class Refused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String named;

    /** @param named what stands in the text, such as a pattern or the name of a function */
    Refused(String message, String named) {
        super(message);
        this.named = named;
    }

    KqlException in(String text) {
        int at = text.indexOf(named);
        // A pattern may be written with other escapes than it has.
        TextSpan span = at < 0 ? new TextSpan(0, text.length()) : new TextSpan(at, named.length());
        return new KqlException(KqlProblem.Kind.UNSUPPORTED, String.valueOf(getMessage()), span, null);
    }
}
