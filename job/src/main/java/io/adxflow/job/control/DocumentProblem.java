package io.adxflow.job.control;

import io.adxflow.job.config.ConfigProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something wrong with a document.
 *
 * @param path the key that it is about, dotted; empty when it is about the whole
 * @param message what is wrong
 * @param hint what was probably meant or is to be done, or empty
 */
public record DocumentProblem(String path, String message, String hint) {
    private static final Pattern KEY = Pattern.compile(
            "(?:unknown key )?((?:monikers|namespaces|subscriptions|retired|agents|senders)\\.[^\\s:;]+)");
    private static final Pattern HINT =
            Pattern.compile("(?:; did you mean ([^?]+)\\?| \\((?:set|expected:?|known:) [^)]*\\))");

    static DocumentProblem of(ConfigProblem problem) {
        Matcher key = KEY.matcher(problem.message());
        Matcher hint = HINT.matcher(problem.message());
        return new DocumentProblem(
                key.find() ? key.group(1) : "",
                problem.message(),
                hint.find() ? hint.group().replaceFirst("^[; (]+", "").replaceFirst("\\)$", "") : "");
    }
}
