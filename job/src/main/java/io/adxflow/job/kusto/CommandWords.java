package io.adxflow.job.kusto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of a command, one after another: bare ones, and names in quotes or {@code ['…']}. */
final class CommandWords {
    private static final Pattern WORD = Pattern.compile(
            "\\s*(?:\\[\\s*'([^']*)'\\s*\\]|\\[\\s*\"([^\"]*)\"\\s*\\]|@?'([^']*)'|@?\"([^\"]*)\"|([(),])|([^\\s(),]+))");

    private final List<String> words = new ArrayList<>();
    private int next;

    /** @param command without its dot */
    CommandWords(String command) {
        Matcher matcher = WORD.matcher(command);
        while (matcher.lookingAt()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                String word = matcher.group(group);
                if (word != null) {
                    words.add(word);
                }
            }
            matcher.region(matcher.end(), command.length());
        }
    }

    /** Where what is to be done with a command's rows begins, as clients add it to sort or count: at the first {@code |} out of quotes; or -1. */
    static int pipe(String command) {
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '|') {
                return i;
            }
        }
        return -1;
    }

    /** Goes on behind these words if they come next, in any case; they are separated by blanks. */
    boolean accept(String expected) {
        String[] parts = expected.split(" ", -1);
        if (next + parts.length > words.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!words.get(next + i).toLowerCase(Locale.ROOT).equals(parts[i])) {
                return false;
            }
        }
        next += parts.length;
        return true;
    }

    /** The next word as a name, or null at the end. */
    @Nullable
    String name() {
        return next < words.size() ? words.get(next++) : null;
    }

    /** Names in parentheses, if an opening one comes next; else none. */
    List<String> list() {
        List<String> names = new ArrayList<>();
        if (accept("(")) {
            while (next < words.size() && !accept(")")) {
                if (!accept(",")) {
                    names.add(words.get(next++));
                }
            }
        }
        return names;
    }

    /** Whether no word is left. */
    boolean atEnd() {
        return next == words.size();
    }
}
