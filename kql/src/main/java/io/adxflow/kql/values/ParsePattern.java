package io.adxflow.kql.values;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code parse} expects of a text, part by part from its begin; what is left behind the last part does not matter. A value reaches up to the next delimiter; a number,
 * boolean or GUID that no delimiter follows reaches as far as its form does; the last value takes the rest.
 */
public final class ParsePattern {
    /** How strict. */
    public enum Kind {
        /** Delimiters are texts; all must be there and all values must be of their types. */
        SIMPLE,
        /** Delimiters are texts and must be there; a value of another type is null. */
        RELAXED,
        /** Delimiters are regular expressions; otherwise as simple. */
        REGEX
    }

    /**
     * A part.
     *
     * @param delimiter a text or regular expression; null for a value and for what is skipped
     * @param type of a value; null for what is skipped
     */
    public record Part(@Nullable String delimiter, @Nullable KqlType type) {}

    private static final String REAL = "-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";

    private final Kind kind;
    private final List<Part> parts;
    private final int values;
    private final @Nullable Pattern regex;

    /**
     * Prepares a pattern.
     *
     * @param flags of the regular expressions: letters of {@code Umsi}
     * @throws IllegalArgumentException when a regular expression is none
     */
    public ParsePattern(Kind kind, String flags, List<Part> parts) {
        this.kind = kind;
        this.parts = List.copyOf(parts);
        this.values = (int) parts.stream().filter(part -> part.type() != null).count();
        this.regex = kind == Kind.REGEX ? regex(flags, parts) : null;
    }

    private static Pattern regex(String flags, List<Part> parts) {
        StringBuilder pattern = new StringBuilder(flags.isEmpty() ? "" : "(?" + flags + ")").append("\\A");
        for (Part part : parts) {
            if (part.delimiter() != null) {
                // Groups of a delimiter must not count among those of the values.
                pattern.append("(?:").append(withoutGroups(part.delimiter())).append(')');
            } else if (part.type() == null) {
                pattern.append(".*?");
            } else {
                pattern.append('(').append(form(part.type(), ".*")).append(')');
            }
        }
        return Regexes.compile(pattern.toString());
    }

    private static String withoutGroups(String regex) {
        StringBuilder result = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            result.append(c);
            if (c == '\\' && i + 1 < regex.length()) {
                result.append(regex.charAt(++i));
            } else if (c == '[' || c == ']') {
                inClass = c == '[';
            } else if (c == '(' && !inClass && !regex.startsWith("(?", i)) {
                result.append("?:");
            }
        }
        return result.toString();
    }

    private static String form(KqlType type, String otherwise) {
        return switch (type) {
            case INT, LONG -> "-?[0-9]+";
            case REAL, DECIMAL -> REAL;
            case BOOL -> "(?i:true|false|[0-9]+)";
            case GUID -> "[0-9a-fA-F-]{32,36}";
            default -> otherwise;
        };
    }

    /** The values in order, as the package {@code library} has them; null when the text does not fit. */
    public @Nullable Object @Nullable [] match(String text) {
        return regex == null ? matchTexts(text) : matchRegex(text, regex);
    }

    private @Nullable Object @Nullable [] matchRegex(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        @Nullable Object[] found = new @Nullable Object[values];
        int index = 0;
        for (Part part : parts) {
            KqlType type = part.type();
            if (type != null) {
                String group = matcher.group(index + 1);
                found[index] = TextConversion.to(type, group == null ? "" : group);
                if (found[index++] == null) {
                    return null;
                }
            }
        }
        return found;
    }

    private @Nullable Object @Nullable [] matchTexts(String text) {
        @Nullable Object[] found = new @Nullable Object[values];
        int at = 0;
        int index = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String delimiter = part.delimiter();
            KqlType type = part.type();
            if (delimiter != null) {
                boolean skipped = i > 0
                        && parts.get(i - 1).delimiter() == null
                        && parts.get(i - 1).type() == null;
                int start = skipped ? text.indexOf(delimiter, at) : text.startsWith(delimiter, at) ? at : -1;
                if (start < 0) {
                    return null;
                }
                at = start + delimiter.length();
            } else if (type != null) {
                int end = end(text, at, i, type);
                if (end < 0) {
                    return null;
                }
                found[index] = TextConversion.to(type, text.substring(at, end));
                if (found[index++] == null && kind == Kind.SIMPLE) {
                    return null;
                }
                at = end;
            }
        }
        return found;
    }

    /** Where the value ends that begins at an index; -1 when the delimiter behind it is missing. */
    private int end(String text, int at, int part, KqlType type) {
        if (part + 1 == parts.size()) {
            return text.length();
        }
        String delimiter = parts.get(part + 1).delimiter();
        if (delimiter != null) {
            return text.indexOf(delimiter, at);
        }
        String form = form(type, "");
        if (form.isEmpty()) {
            return part + 2 == parts.size() ? text.length() : skipTo(text, at, part + 2);
        }
        Matcher matcher = Regexes.compile("\\A(?:" + form + ")").matcher(text.substring(at));
        return matcher.find() ? at + matcher.end() : at;
    }

    /** A time that is followed by {@code *} reaches up to the delimiter behind that. */
    private int skipTo(String text, int at, int part) {
        String delimiter = parts.get(part).delimiter();
        return delimiter == null ? text.length() : text.indexOf(delimiter, at);
    }

    /** How many values there are. */
    public int values() {
        return values;
    }

    @Override
    public String toString() {
        return kind + Arrays.toString(new ArrayList<>(parts).toArray());
    }
}
