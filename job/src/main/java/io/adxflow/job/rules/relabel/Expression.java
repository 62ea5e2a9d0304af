package io.adxflow.job.rules.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of RE2. Most expressions of rules are names, lists of names, or begin with one; such are compared as text, and
 * RE2 looks only at what may match. Remembers the last text it looked at: not thread-safe.
 */
final class Expression {
    private final Pattern pattern;
    private final LiteralForm literal;
    private String lastText = "";
    private boolean lastMatched;
    private boolean hasLast;

    private Expression(Pattern pattern, LiteralForm literal) {
        this.pattern = pattern;
        this.literal = literal;
    }

    /**
     * One that must match the whole text, of which the dot matches every character (as Prometheus wraps it,
     * model/relabel/relabel.go, NewRegexp).
     *
     * @throws PatternSyntaxException when it is none
     */
    static Expression ofWhole(String regex) {
        return new Expression(Pattern.compile("^(?s:" + regex + ")$"), LiteralForm.ofWhole(regex));
    }

    /**
     * One that must match some part of the text.
     *
     * @throws PatternSyntaxException when it is none
     */
    static Expression ofPart(String regex) {
        return new Expression(Pattern.compile(regex), LiteralForm.ofPart(regex));
    }

    boolean matches(String text) {
        LiteralForm.Answer answer = literal.matches(text);
        if (answer != LiteralForm.Answer.MAYBE) {
            return answer == LiteralForm.Answer.YES;
        }
        if (!hasLast || !text.equals(lastText)) {
            lastMatched = pattern.matcher(text).find();
            lastText = text;
            hasLast = true;
        }
        return lastMatched;
    }

    /** The match with its groups, or null when there is none. */
    @Nullable
    Matcher match(String text) {
        if (literal.matches(text) == LiteralForm.Answer.NO) {
            return null;
        }
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher : null;
    }

    /** The number of a named group, or -1. */
    int group(String name) {
        Integer group = pattern.namedGroups().get(name);
        return group == null ? -1 : group;
    }

    int groupCount() {
        return pattern.groupCount();
    }
}
