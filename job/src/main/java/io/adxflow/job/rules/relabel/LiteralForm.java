package io.adxflow.job.rules.relabel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an expression says about a text without being run: that it is one of some words, begins, ends or goes on with one, or cannot
 * match since it lacks the beginning that each match has. Immutable.
 */
final class LiteralForm {
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    /** Whether a text matches. */
    enum Answer {
        YES,
        NO,
        MAYBE
    }

    /** A word with any characters before or behind it. */
    private record Part(boolean anyBefore, String word, boolean anyBehind) {
        boolean matches(String text) {
            if (anyBefore) {
                return anyBehind ? text.contains(word) : text.endsWith(word);
            }
            return anyBehind ? text.startsWith(word) : text.equals(word);
        }
    }

    /** Whole texts that match. */
    private final Set<String> words = new HashSet<>();

    private final List<Part> parts = new ArrayList<>();
    /** Whether words and parts are all there is. */
    private final boolean isComplete;
    /** Of each match when it is not complete. */
    private final String beginning;

    private LiteralForm(List<Part> alternatives, boolean isComplete, String beginning) {
        for (Part part : alternatives) {
            if (part.anyBefore || part.anyBehind) {
                parts.add(part);
            } else {
                words.add(part.word);
            }
        }
        this.isComplete = isComplete;
        this.beginning = beginning;
    }

    /** Of an expression that must match the whole text, where the dot matches every character. */
    static LiteralForm ofWhole(String regex) {
        List<Part> alternatives = alternatives(strip(regex), true);
        return alternatives == null
                ? new LiteralForm(List.of(), false, beginning(regex))
                : new LiteralForm(alternatives, true, "");
    }

    /** Of an expression that must match a part of the text. */
    static LiteralForm ofPart(String regex) {
        boolean fromStart = regex.startsWith("^");
        boolean toEnd = regex.endsWith("$") && !regex.endsWith("\\$");
        if (regex.contains("|") && (fromStart || toEnd)) {
            return new LiteralForm(List.of(), false, "");
        }
        String inner = regex.substring(fromStart ? 1 : 0, regex.length() - (toEnd ? 1 : 0));
        List<Part> alternatives = alternatives(inner, false);
        if (alternatives == null) {
            return new LiteralForm(List.of(), false, fromStart ? beginning(inner) : "");
        }
        return new LiteralForm(
                alternatives.stream()
                        .map(part -> new Part(!fromStart, part.word, !toEnd))
                        .toList(),
                true,
                "");
    }

    Answer matches(String text) {
        if (!isComplete) {
            return beginning.isEmpty() || text.startsWith(beginning) ? Answer.MAYBE : Answer.NO;
        }
        if (words.contains(text)) {
            return Answer.YES;
        }
        for (Part part : parts) {
            if (part.matches(text)) {
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    /** Takes one group around the whole away. */
    private static String strip(String regex) {
        boolean plain = regex.startsWith("(") && !regex.startsWith("(?");
        boolean unnamed = regex.startsWith("(?:");
        if (!(plain || unnamed) || !regex.endsWith(")")) {
            return regex;
        }
        String inner = regex.substring(unnamed ? 3 : 1, regex.length() - 1);
        return inner.indexOf('(') < 0 && inner.indexOf(')') < 0 && !inner.endsWith("\\") ? inner : regex;
    }

    /** Words between bars, or null when there is more to it. */
    private static @Nullable List<Part> alternatives(String regex, boolean mayHaveDots) {
        List<Part> parts = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean anyBefore = false;
        boolean anyBehind = false;
        for (int i = 0; i <= regex.length(); i++) {
            if (i == regex.length() || regex.charAt(i) == '|') {
                parts.add(new Part(anyBefore, word.toString(), anyBehind));
                word.setLength(0);
                anyBefore = false;
                anyBehind = false;
                continue;
            }
            if (anyBehind) {
                return null;
            }
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length() && SPECIAL.indexOf(regex.charAt(i + 1)) >= 0) {
                word.append(regex.charAt(++i));
            } else if (c == '.' && mayHaveDots && regex.startsWith(".*", i) && !isQuantifier(regex, i + 2)) {
                boolean atStart = word.isEmpty() && !anyBefore;
                boolean atEnd = i + 2 == regex.length() || regex.charAt(i + 2) == '|';
                anyBefore |= atStart;
                anyBehind = atEnd;
                if (!atStart && !atEnd) {
                    return null;
                }
                i++;
            } else if (SPECIAL.indexOf(c) >= 0 || isQuantifier(regex, i + 1)) {
                return null;
            } else {
                word.append(c);
            }
            if (isQuantifier(regex, i + 1)) {
                return null;
            }
        }
        return parts;
    }

    private static boolean isQuantifier(String regex, int at) {
        return at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0;
    }

    /** The characters that each match begins with, as far as they are plain to see. */
    private static String beginning(String regex) {
        int end = 0;
        while (end < regex.length() && SPECIAL.indexOf(regex.charAt(end)) < 0) {
            end++;
        }
        if (hasBarOutside(regex)) {
            return "";
        }
        if (isQuantifier(regex, end) && end > 0) {
            end = regex.offsetByCodePoints(end, -1);
        }
        return regex.substring(0, end);
    }

    /** Whether there may be a bar that is in no group; careful rather than right. */
    private static boolean hasBarOutside(String regex) {
        int depth = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' || c == '[') {
                // They may hide parentheses.
                return regex.indexOf('|') >= 0;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth <= 0) {
                return true;
            }
        }
        return false;
    }
}
