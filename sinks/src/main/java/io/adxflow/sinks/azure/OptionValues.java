package io.adxflow.sinks.azure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** A moniker's options, typed, with what is wrong with them. For one thread. */
public final class OptionValues {
    private final Map<String, String> options;
    private final List<String> problems = new ArrayList<>();

    public OptionValues(Map<String, String> options) {
        this.options = options;
    }

    /** All problems by now, each beginning with its option's name. */
    public List<String> problems() {
        return problems;
    }

    public void wrong(String problem) {
        problems.add(problem);
    }

    /** A URL without user, query or slash at the end, in lower case up to its path. Null when unset or wrong. */
    @Nullable
    public String url(String key, Set<String> schemes) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        // Not repeated in messages: a SAS may have been put here by mistake.
        String shown = text.contains("?") ? text.substring(0, text.indexOf('?')) + "?..." : text;
        try {
            URI uri = URI.create(text);
            if (uri.getScheme() == null || uri.getHost() == null || !schemes.contains(uri.getScheme())) {
                wrong(key + ": " + shown + " (expected: a URL, such as https://host)");
                return null;
            }
            if (uri.getRawQuery() != null || uri.getUserInfo() != null || uri.getFragment() != null) {
                wrong(key + ": " + shown
                        + " (expected: a URL without a query; a SAS is named by an option of its own)");
                return null;
            }
        } catch (IllegalArgumentException e) {
            wrong(key + ": " + shown + " (expected: a URL, such as https://host)");
            return null;
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    public boolean isSet(String key) {
        return text(key) != null;
    }

    public long bytes(String key, String otherwise, long min, long max) {
        long bytes = parsed(key, otherwise, "a size, such as 4mb", text -> MemorySize.parse(text)
                .getBytes());
        if (bytes < min || bytes > max) {
            wrong(key + ": " + text(key) + " (expected: " + new MemorySize(min).toHumanReadableString() + " to "
                    + new MemorySize(max).toHumanReadableString() + ")");
        }
        return bytes;
    }

    public Duration duration(String key, String otherwise) {
        return parsed(key, otherwise, "a duration, such as 7d", TimeUtils::parseDuration);
    }

    public Duration positive(String key, String otherwise) {
        Duration duration = duration(key, otherwise);
        if (duration.toMillis() < 1) {
            wrong(key + ": " + text(key) + " (expected: more than nothing)");
        }
        return duration;
    }

    public int number(String key, int otherwise, int max) {
        int number = parsed(key, String.valueOf(otherwise), "a whole number", Integer::valueOf);
        if (number < 1 || number > max) {
            wrong(key + ": " + number + " (expected: 1 to " + max + ")");
        }
        return number;
    }

    public boolean bool(String key, boolean otherwise) {
        String text = text(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            wrong(key + ": " + text + " (expected: true or false)");
        }
        return text == null ? otherwise : Boolean.parseBoolean(text);
    }

    private <T> T parsed(String key, String otherwise, String expected, Function<String, T> parser) {
        String text = text(key);
        if (text != null) {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                wrong(key + ": " + text + " (expected: " + expected + ")");
            }
        }
        return parser.apply(otherwise);
    }

    public String orElse(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    @Nullable
    public String text(String key) {
        String text = options.get(key);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
