package io.adxflow.kql.functions;

/** Functions that choose. */
final class ConditionalFunctions {
    static final String SIGNATURES =
            """
            iff(if: bool, then: scalar, else: scalar): $choice
            # The binder knows: pairs of predicate and value, and a last value.
            case(predicate: bool, then: scalar, else: scalar, ...): $choice
            coalesce(arg: scalar, arg: scalar, ...): $common
            max_of(arg: orderable, arg: orderable, ...): $common
            min_of(arg: orderable, arg: orderable, ...): $common
            isnull(expression: scalar): bool
            isnotnull(expression: scalar): bool
            not(expression: bool): bool
            around(value: scalar, center: scalar, delta: scalar): bool
            """;

    private ConditionalFunctions() {}
}
