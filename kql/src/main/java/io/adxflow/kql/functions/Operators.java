package io.adxflow.kql.functions;

/**
 * Operators, as functions whose name is their symbol. Which types fit both sides of arithmetic and comparisons is for the binder.
 */
final class Operators {
    static final String SIGNATURES =
            """
            and(operand: bool, ...): bool
            or(operand: bool, ...): bool
            negate(value: scalar): $1
            +(left: scalar, right: scalar): $1
            -(left: scalar, right: scalar): $1
            *(left: scalar, right: scalar): $1
            /(left: scalar, right: scalar): $1
            %(left: scalar, right: scalar): $1
            ==(left: scalar, right: scalar): bool
            !=(left: scalar, right: scalar): bool
            <(left: scalar, right: scalar): bool
            <=(left: scalar, right: scalar): bool
            >(left: scalar, right: scalar): bool
            >=(left: scalar, right: scalar): bool
            between(value: scalar, low: scalar, high: scalar): bool
            !between(value: scalar, low: scalar, high: scalar): bool
            in(value: scalar, element: scalar, ...): bool
            !in(value: scalar, element: scalar, ...): bool
            in~(value: text, element: scalar, ...): bool
            !in~(value: text, element: scalar, ...): bool
            has_any(value: text, element: scalar, ...): bool
            has_all(value: text, element: scalar, ...): bool
            =~(left: text, right: text): bool
            !~(left: text, right: text): bool
            has(source: text, term: text): bool
            !has(source: text, term: text): bool
            has_cs(source: text, term: text): bool
            !has_cs(source: text, term: text): bool
            hasprefix(source: text, prefix: text): bool
            !hasprefix(source: text, prefix: text): bool
            hasprefix_cs(source: text, prefix: text): bool
            !hasprefix_cs(source: text, prefix: text): bool
            hassuffix(source: text, suffix: text): bool
            !hassuffix(source: text, suffix: text): bool
            hassuffix_cs(source: text, suffix: text): bool
            !hassuffix_cs(source: text, suffix: text): bool
            contains(source: text, search: text): bool
            !contains(source: text, search: text): bool
            contains_cs(source: text, search: text): bool
            !contains_cs(source: text, search: text): bool
            startswith(source: text, search: text): bool
            !startswith(source: text, search: text): bool
            startswith_cs(source: text, search: text): bool
            !startswith_cs(source: text, search: text): bool
            endswith(source: text, search: text): bool
            !endswith(source: text, search: text): bool
            endswith_cs(source: text, search: text): bool
            !endswith_cs(source: text, search: text): bool
            matches regex(source: text, pattern: text): bool
            """;

    private Operators() {}
}
