package io.adxflow.kql.functions;

import io.adxflow.kql.types.Column;
import java.util.List;

/**
 * A function, an operator or an aggregate of the language, by name.
 *
 * @param name as queries write it: {@code strlen}, {@code +}, {@code !has}, {@code arg_max}
 * @param signatures the ways to call it, tried in order
 * @param naming what an unnamed column gets called that is a call of it
 * @param prefix of the name, where naming says so
 * @param isVolatile whether two calls with the same arguments may differ ({@code rand}): a row program refuses it
 * @param tuple the columns that the elements of a result become, which is an array; empty for a function whose result is one value
 */
public record KqlFunction(
        String name,
        Kind kind,
        List<Signature> signatures,
        NameRule naming,
        String prefix,
        boolean isVolatile,
        List<Column> tuple) {

    /** Where it may stand. */
    public enum Kind {
        /** Of values of one row. Operators are scalar functions whose name is their symbol: {@code ==}, {@code and}, {@code between}. */
        SCALAR,
        /** Of values of many rows, in {@code summarize} and {@code make-series}. */
        AGGREGATE,
        /** Of the rows around, in their order: {@code prev}, {@code row_number}. */
        WINDOW
    }

    public KqlFunction {
        signatures = List.copyOf(signatures);
        tuple = List.copyOf(tuple);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KqlFunction function && function.name.equals(name) && function.kind == kind;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
