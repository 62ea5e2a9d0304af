package io.adxflow.kql.rows.nodes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adxflow.kql.values.Regexes;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.regex.ByteMatcher;
import org.jspecify.annotations.Nullable;

/** Functions of a regular expression that is the same for every record, compiled once. */
public final class Patterns {
    private Patterns() {}

    /** {@code matches regex}: anywhere in the text. */
    public static Node matches(TextNode operand, Pattern pattern) {
        ByteMatcher automaton = ByteMatcher.of(pattern.pattern());
        if (automaton != null) {
            return new Predicate() {
                @Override
                int test() {
                    return of(automaton.matches(operand.text()));
                }
            };
        }
        return new Predicate() {
            private final Matcher matcher = pattern.matcher("");

            @Override
            int test() {
                matcher.reset(operand.text().string());
                return of(matcher.find());
            }
        };
    }

    /** Whether a text has no match; without an automaton that is not known. */
    private static boolean hasNone(@Nullable ByteMatcher automaton, Text text) {
        return automaton != null && !automaton.matches(text);
    }

    /** {@code matches regex} of a pattern that depends on the record; one that is none matches nothing. */
    public static Node matchesAny(TextNode operand, TextNode pattern) {
        return new Predicate() {
            @Override
            int test() {
                try {
                    return of(Regexes.matches(
                            pattern.text().string(), operand.text().string()));
                } catch (IllegalArgumentException noPattern) {
                    return 0;
                }
            }
        };
    }

    /** {@code extract}: {@code ""} without a match. */
    public static TextNode extract(Pattern pattern, WholeNode group, TextNode operand) {
        ByteMatcher automaton = ByteMatcher.of(pattern.pattern());
        return new TextNode() {
            @Override
            boolean compute() {
                Text text = operand.text();
                String found = hasNone(automaton, text) || !group.eval()
                        ? null
                        : Regexes.extract(pattern, group.value(), text.string());
                value.set(found == null ? "" : found);
                return true;
            }
        };
    }

    /** {@code replace_regex}. */
    public static TextNode replace(TextNode operand, Pattern pattern, TextNode rewrite) {
        ByteMatcher automaton = ByteMatcher.of(pattern.pattern());
        return new TextNode() {
            @Override
            boolean compute() {
                Text text = operand.text();
                if (hasNone(automaton, text)) {
                    value.set(text);
                } else {
                    String replaced = Regexes.replace(
                            pattern, text.string(), rewrite.text().string());
                    value.set(replaced == null ? "" : replaced);
                }
                return true;
            }
        };
    }
}
