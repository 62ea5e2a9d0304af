package io.adxflow.kql.functions;

import java.util.List;

/** One way to call a function. */
public record Signature(List<Parameter> parameters, ResultRule result) {

    public Signature {
        parameters = List.copyOf(parameters);
    }

    /** How many arguments are needed. */
    public int minArguments() {
        return (int) parameters.stream().filter(one -> !one.isOptional()).count();
    }

    /** How many arguments there may be; {@link Integer#MAX_VALUE} when one repeats. */
    public int maxArguments() {
        boolean repeats =
                !parameters.isEmpty() && parameters.get(parameters.size() - 1).isRepeated();
        return repeats ? Integer.MAX_VALUE : parameters.size();
    }

    /** The parameter that takes the argument at a position. */
    public Parameter parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }
}
