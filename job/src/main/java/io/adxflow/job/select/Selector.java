package io.adxflow.job.select;

import java.util.List;

/**
 * Label matchers that must all hold: what stands between the braces of a PromQL selector. Immutable, thread-safe.
 *
 * @param matchers at least one
 */
public record Selector(List<LabelMatcher> matchers) {

    /** Gives the value of a label or attribute, empty when there is none. */
    @FunctionalInterface
    public interface Values {
        String of(String name);
    }

    /**
     * Reads {@code name="value", name!="value", name=~"expression", name!~"expression"}, with or without braces around them.
     *
     * @throws IllegalArgumentException saying what is wrong, and where
     */
    public static Selector parse(String text) {
        return new Selector(new SelectorParser(text).parse());
    }

    /** True when all matchers hold. A label that is not there has the empty value, as in Prometheus. */
    public boolean matches(Values values) {
        for (LabelMatcher matcher : matchers) {
            if (!matcher.matches(values.of(matcher.name()))) {
                return false;
            }
        }
        return true;
    }
}
