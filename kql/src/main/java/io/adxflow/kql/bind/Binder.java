package io.adxflow.kql.bind;

import io.adxflow.kql.bind.resolve.Statements;
import io.adxflow.kql.syntax.KqlException;

/** Gives a text its meaning: names to tables and columns, types to expressions, columns to operators. */
public final class Binder {
    private Binder() {}

    /**
     * Binds a text of one or several statements.
     *
     * @throws KqlException with the first problem found
     */
    public static BoundQuery bind(String text, BindRequest request) {
        return Statements.bind(text, request);
    }
}
