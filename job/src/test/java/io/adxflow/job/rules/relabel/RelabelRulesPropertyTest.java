package io.adxflow.job.rules.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Relabelling against a second evaluation of each action, with another engine for expressions and its own expansion of groups. */
class RelabelRulesPropertyTest {
    private static final int RUNS = 20_000;

    @Test
    void equalsAnIndependentEvaluation() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        RandomRelabelling random = new RandomRelabelling(seed);
        int dropped = 0;
        int changed = 0;
        for (int run = 0; run < RUNS; run++) {
            Map<String, String> labels = random.labels();
            List<RelabelSpec> rules = random.rules();
            Map<String, String> expected = evaluate(rules, labels);
            Map<String, String> actual = RelabelRulesTest.apply(rules, labels);
            if (!Objects.equals(actual, expected)) {
                assertThat(actual)
                        .as("seed %d, run %d: %s by %s", seed, run, labels, rules)
                        .isEqualTo(expected);
            }
            dropped += expected == null ? 1 : 0;
            changed += expected != null && !expected.equals(labels) ? 1 : 0;
        }
        System.out.printf("seed %d: %d rule sets, %d drop, %d change labels%n", seed, RUNS, dropped, changed);
        assertThat(dropped).isBetween(RUNS / 20, RUNS * 19 / 20);
        assertThat(changed).isGreaterThan(RUNS / 20);
    }

    private static @Nullable Map<String, String> evaluate(List<RelabelSpec> rules, Map<String, String> sent)
            throws Exception {
        Map<String, String> base = new TreeMap<>(
                Comparator.comparing((String name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        sent.forEach((name, value) -> {
            if (!value.isEmpty()) {
                base.put(name, value);
            }
        });
        // Unchanged ones in their order, then those that were set.
        Map<String, String> labels = new LinkedHashMap<>(base);
        Map<String, String> set = new LinkedHashMap<>();
        for (RelabelSpec rule : rules) {
            if (!evaluate(rule, labels, set)) {
                return null;
            }
        }
        Map<String, String> all = new TreeMap<>(labels);
        all.putAll(set);
        all.keySet().removeIf(name -> name.startsWith("__tmp"));
        return all.isEmpty() ? null : all;
    }

    private static boolean evaluate(RelabelSpec rule, Map<String, String> labels, Map<String, String> set)
            throws Exception {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(set);
        List<String> values = new ArrayList<>();
        rule.sourceLabels().forEach(name -> values.add(all.getOrDefault(name, "")));
        String source = String.join(rule.separator(), values);
        Pattern pattern = Pattern.compile(rule.regex().replace("(?P<", "(?<"), Pattern.DOTALL);
        switch (rule.action()) {
            case KEEP -> {
                return pattern.matcher(source).matches();
            }
            case DROP -> {
                return !pattern.matcher(source).matches();
            }
            case KEEPEQUAL -> {
                return source.equals(all.getOrDefault(rule.targetLabel(), ""));
            }
            case DROPEQUAL -> {
                return !source.equals(all.getOrDefault(rule.targetLabel(), ""));
            }
            case REPLACE -> {
                Matcher match = pattern.matcher(source);
                if (match.matches()) {
                    put(expand(rule.targetLabel(), rule, match), expand(rule.replacement(), rule, match), labels, set);
                }
            }
            case HASHMOD -> {
                byte[] md5 = MessageDigest.getInstance("MD5").digest(source.getBytes(StandardCharsets.UTF_8));
                BigInteger number = new BigInteger(1, Arrays.copyOfRange(md5, 8, 16));
                BigInteger modulus = new BigInteger(Long.toUnsignedString(rule.modulus()));
                put(rule.targetLabel(), number.mod(modulus).toString(), labels, set);
            }
            case LOWERCASE -> put(rule.targetLabel(), cased(source, false), labels, set);
            case UPPERCASE -> put(rule.targetLabel(), cased(source, true), labels, set);
            case LABELMAP ->
                all.forEach((name, value) -> {
                    Matcher match = pattern.matcher(name);
                    if (match.matches()) {
                        put(expand(rule.replacement(), rule, match), value, labels, set);
                    }
                });
            case LABELDROP -> remove(labels, set, name -> pattern.matcher(name).matches());
            case LABELKEEP -> remove(labels, set, name -> !pattern.matcher(name).matches());
        }
        return true;
    }

    private static void remove(
            Map<String, String> labels, Map<String, String> set, java.util.function.Predicate<String> which) {
        labels.keySet().removeIf(which);
        set.keySet().removeIf(which);
    }

    private static void put(String name, String value, Map<String, String> labels, Map<String, String> set) {
        if (!name.isEmpty()) {
            labels.remove(name);
            if (value.isEmpty()) {
                set.remove(name);
            } else {
                set.put(name, value);
            }
        }
    }

    private static String cased(String text, boolean upper) {
        StringBuilder cased = new StringBuilder();
        text.codePoints()
                .forEach(c -> cased.appendCodePoint(upper ? Character.toUpperCase(c) : Character.toLowerCase(c)));
        return cased.toString();
    }

    /** Go's expansion, by an expression for what it takes for a reference. */
    private static String expand(String template, RelabelSpec rule, Matcher match) {
        Matcher reference = Pattern.compile("\\$(?:(\\$)|\\{([\\p{L}\\p{Nd}_]+)\\}|([\\p{L}\\p{Nd}_]+)|)")
                .matcher(template);
        StringBuilder expanded = new StringBuilder();
        int end = 0;
        while (reference.find()) {
            expanded.append(template, end, reference.start());
            end = reference.end();
            String name = reference.group(2) == null ? reference.group(3) : reference.group(2);
            if (name == null) {
                expanded.append('$');
            } else if (name.matches("0|[1-9][0-9]{0,7}")) {
                int group = Integer.parseInt(name);
                String text = group <= match.groupCount() ? match.group(group) : null;
                expanded.append(text == null ? "" : text);
            } else if (rule.regex().contains("(?P<" + name + ">")) {
                String text = match.group(name);
                expanded.append(text == null ? "" : text);
            }
        }
        return expanded.append(template, end, template.length()).toString();
    }
}
