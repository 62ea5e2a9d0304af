package io.adxflow.job.select;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** One matcher of a label: equal, not equal, or a regular expression that matches the whole value or does not. Immutable. */
public final class LabelMatcher {

    /** How a value is compared. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        MATCHES_NOT("!~");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean isRegex() {
            return this == MATCHES || this == MATCHES_NOT;
        }
    }

    private final String name;
    private final Operator operator;
    private final String value;
    private final @Nullable Pattern pattern;

    /** @throws IllegalArgumentException when the value should be an expression and is none */
    LabelMatcher(String name, Operator operator, String value) {
        this.name = name;
        this.operator = operator;
        this.value = value;
        try {
            // Matched as a whole, and the dot matches line ends too, as in Prometheus (model/labels/regexp.go).
            pattern = operator.isRegex() ? Pattern.compile(value, Pattern.DOTALL) : null;
        } catch (com.google.re2j.PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a regular expression of RE2: " + e.getDescription(), e);
        }
    }

    public String name() {
        return name;
    }

    boolean matches(String actual) {
        return switch (operator) {
            case EQUAL -> actual.equals(value);
            case NOT_EQUAL -> !actual.equals(value);
            case MATCHES -> pattern != null && pattern.matches(actual);
            case MATCHES_NOT -> pattern != null && !pattern.matches(actual);
        };
    }

    @Override
    public String toString() {
        return name + operator.text() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
