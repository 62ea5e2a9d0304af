package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.Parameter;
import io.adxflow.kql.functions.Signature;
import java.util.stream.Collectors;

/** Shows how functions are called. */
final class Shapes {
    private Shapes() {}

    /** {@code substring(source, start, [length])}; several with {@code or} between them. */
    static String of(KqlFunction function) {
        return function.signatures().stream()
                .map(signature -> function.name() + parameters(signature))
                .collect(Collectors.joining(" or "));
    }

    private static String parameters(Signature signature) {
        return signature.parameters().stream().map(Shapes::parameter).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String parameter(Parameter parameter) {
        String name = parameter.isOptional() ? "[" + parameter.name() + "]" : parameter.name();
        return parameter.isRepeated() ? name + ", …" : name;
    }
}
