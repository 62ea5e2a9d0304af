package io.adxflow.kql.bind;

import io.adxflow.kql.functions.KqlFunction;
import org.jspecify.annotations.Nullable;

/** What a backend cannot run, so that the query is refused with the position of it. */
public interface Refusals {
    /** Runs all of the language. */
    Refusals NONE = new Refusals() {};

    /** Why a function cannot be run, as a sentence's end: {@code "is not there"}; null when it can. Asked for {@code now} and {@code ago} too. */
    default @Nullable String function(KqlFunction function) {
        return null;
    }

    /** Why an operator cannot be run, by its keyword: {@code "summarize"}; null when it can. */
    default @Nullable String operator(String keyword) {
        return null;
    }
}
