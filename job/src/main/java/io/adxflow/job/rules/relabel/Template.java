package io.adxflow.job.rules.relabel;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with {@code $1}, {@code $name} and <code>${name}</code> in it, as Go's {@code regexp.Expand} reads it: a name is as long as it can
 * be, {@code $$} is a dollar sign, a group that is not there or took no part is empty, and a dollar sign before anything else is
 * itself. Immutable.
 */
final class Template {
    private static final int MAX_NUMBER = 100_000_000;
    private static final int NO_GROUP = -1;

    private final List<Part> parts = new ArrayList<>();

    /** Text, or what a group matched. */
    private record Part(String text, int group) {}

    /** @param expression whose groups it names */
    Template(String template, Expression expression) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '$') {
                text.append(c);
            } else if (template.startsWith("$", at)) {
                text.append('$');
                at++;
            } else {
                boolean inBraces = template.startsWith("{", at);
                int start = inBraces ? at + 1 : at;
                int end = endOfName(template, start);
                boolean isName = end > start && (!inBraces || template.startsWith("}", end));
                if (isName) {
                    addText(text);
                    parts.add(new Part("", group(template.substring(start, end), expression)));
                    at = inBraces ? end + 1 : end;
                } else {
                    text.append('$');
                }
            }
        }
        addText(text);
    }

    private void addText(StringBuilder text) {
        if (!text.isEmpty()) {
            parts.add(new Part(text.toString(), NO_GROUP));
            text.setLength(0);
        }
    }

    private static int endOfName(String template, int from) {
        int at = from;
        while (at < template.length()) {
            int c = template.codePointAt(at);
            if (!Character.isLetter(c) && Character.getType(c) != Character.DECIMAL_DIGIT_NUMBER && c != '_') {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** Only digits, without zeros before them, are a number; anything else is the name of a group. */
    private static int group(String name, Expression expression) {
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9' || number >= MAX_NUMBER) {
                return expression.group(name);
            }
            number = 10 * number + c - '0';
        }
        boolean isNumber = name.length() == 1 || name.charAt(0) != '0';
        return isNumber && number <= expression.groupCount() ? number : NO_GROUP;
    }

    /** Whether it has no dollar sign that means anything. */
    boolean isConstant() {
        return parts.stream().allMatch(part -> part.group == NO_GROUP);
    }

    /**
     * The text for a match.
     *
     * @param maxChars beyond which there is no use in going on
     */
    String expand(Matcher match, long maxChars) {
        if (parts.size() == 1 && parts.get(0).group == NO_GROUP) {
            return parts.get(0).text;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String piece = part.group == NO_GROUP ? part.text : match.group(part.group);
            if (piece != null) {
                text.append(piece);
            }
            if (text.length() > maxChars) {
                break;
            }
        }
        return text.toString();
    }
}
