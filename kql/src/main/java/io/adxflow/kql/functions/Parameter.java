package io.adxflow.kql.functions;

/**
 * A parameter of a signature.
 *
 * @param isOptional whether it may be left out
 * @param isRepeated whether it, as the last of its signature, may come more than once
 * @param isConstant whether the argument must not depend on the row
 */
public record Parameter(String name, ParameterKind kind, boolean isOptional, boolean isRepeated, boolean isConstant) {}
