package io.adxflow.kql.functions;

/** What a column is called that is a call and has no name. */
public enum NameRule {
    /** {@code Column1} and so on. */
    NONE,
    /** As its first argument would be: {@code bin(Timestamp, 1m)} is {@code Timestamp}. */
    FIRST_ARGUMENT,
    /** As its argument would be, if it has only one. */
    ONLY_ARGUMENT,
    /** The prefix and what its first argument would be called: {@code sum_Value}; the bare prefix when that has no name: {@code sum_}. */
    PREFIX_AND_FIRST_ARGUMENT,
    /** The prefix alone: {@code count_}. */
    PREFIX,
    /** A rule of its own, which the binder knows by the function's name: {@code percentile}, {@code arg_max}. */
    SPECIAL
}
