package io.adxflow.kql.library;

import org.jspecify.annotations.Nullable;

/** A function of values of one row: deterministic, total, without side effects. Values are as the package says. */
@FunctionalInterface
public interface ScalarFunction {
    /**
     * Calculates the value.
     *
     * @param arguments reused by the next call: not to be kept
     */
    @Nullable
    Object call(@Nullable Object[] arguments);
}
