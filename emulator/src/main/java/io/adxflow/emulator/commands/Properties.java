package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.KustoException;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code with (name = value, …)}. */
final class Properties {
    private Properties() {}

    /** The properties by name, in any case; empty when there is no {@code with}. */
    static Map<String, String> with(TokenReader in) throws KustoException {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!in.accept("with")) {
            return properties;
        }
        in.expect("(");
        while (!in.accept(")")) {
            String name = in.name();
            in.expect("=");
            Token first = in.peek();
            if (first.kind() == Token.Kind.STRING) {
                properties.put(name, in.string());
            } else {
                int end = in.take().end();
                while (!in.atEnd() && !in.peek().is(",") && !in.peek().is(")")) {
                    end = in.take().end();
                }
                properties.put(name, in.between(first.start(), end));
            }
            if (!in.accept(",") && !in.peek().is(")")) {
                throw KustoException.syntax("expected ',' or ')' " + in.where());
            }
        }
        return properties;
    }
}
