package io.adxflow.job.cli.reference;

import java.util.List;

/**
 * One key of the pipeline file as users are told of it.
 *
 * @param key dotted; a name that users choose stands as {@code <name>}
 * @param kind kind of destination that the key is for; empty for any, and for keys of nothing but
 * @param form what its values look like, in words, such as {@code duration} or {@code list}
 * @param defaultText as one would write it, or in words; empty when there is none
 * @param description on one line
 * @param takesEffect when a change of it does
 */
public record ReferenceKey(
        String key, String kind, String form, String defaultText, String description, String takesEffect) {

    /** Its parts between dots. */
    List<String> segments() {
        return List.of(key.split("\\."));
    }

    /** Whether a part stands for any name. */
    static boolean isName(String segment) {
        return segment.startsWith("<");
    }

    /** Whether a key that begins like this is one of it; names may stand as such or as {@code <name>}. */
    boolean startsWith(String prefix) {
        List<String> segments = segments();
        List<String> asked = List.of(prefix.split("\\.", -1));
        if (asked.size() > segments.size()) {
            return false;
        }
        for (int i = 0; i < asked.size(); i++) {
            String segment = segments.get(i);
            boolean last = i == asked.size() - 1;
            boolean same = last ? segment.startsWith(asked.get(i)) : segment.equals(asked.get(i));
            if (!same && !isName(segment)) {
                return false;
            }
        }
        return true;
    }
}
