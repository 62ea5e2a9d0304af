package io.adxflow.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds expressions in PromQL against the labels that metrics have. */
final class Expressions {
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:adxflow|flink)_[A-Za-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SHOWN = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}");

    private final Map<String, Set<String>> labels;

    private Expressions(Map<String, Set<String>> labels) {
        this.labels = labels;
    }

    /** @param file a line {@code metric: label label} for each */
    static Expressions withLabels(URL file) throws IOException {
        Map<String, Set<String>> labels = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(file).openStream()) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int colon = line.indexOf(':');
                if (!line.startsWith("#") && colon > 0) {
                    labels.put(
                            line.substring(0, colon),
                            new TreeSet<>(Arrays.asList(
                                    line.substring(colon + 1).strip().split(" "))));
                }
            }
        }
        return new Expressions(labels);
    }

    /** What is wrong with an expression's labels. */
    List<String> problems(String expression) {
        List<String> problems = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Set<String> known = labels.get(selector.group(1));
            if (known == null) {
                problems.add(selector.group(1) + " is not in labels.txt");
                continue;
            }
            all.addAll(known);
            Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
            while (matcher.find()) {
                if (!known.contains(matcher.group(1))) {
                    problems.add(selector.group(1) + " has no label " + matcher.group(1) + ", but " + known);
                }
            }
        }
        for (String label : grouped(expression)) {
            if (!all.contains(label)) {
                problems.add("no metric of the expression has a label " + label);
            }
        }
        return problems;
    }

    private static Set<String> grouped(String expression) {
        Set<String> grouped = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            for (String label : grouping.group(1).split(",")) {
                grouped.add(label.strip());
            }
        }
        return grouped;
    }

    /** Labels that a text shows and that the expression's result does not have. */
    Set<String> unknownIn(String text, String expression) {
        Set<String> result = grouped(expression);
        if (result.isEmpty() && !expression.matches("(?s).*\\b(sum|max|min|avg|count)\\s*\\(.*")) {
            Matcher selector = SELECTOR.matcher(expression);
            while (selector.find()) {
                result.addAll(labels.getOrDefault(selector.group(1), Set.of()));
            }
        }
        Set<String> unknown = new TreeSet<>();
        Matcher shown = SHOWN.matcher(text);
        while (shown.find()) {
            unknown.add(shown.group(1));
        }
        unknown.removeAll(result);
        return unknown;
    }
}
