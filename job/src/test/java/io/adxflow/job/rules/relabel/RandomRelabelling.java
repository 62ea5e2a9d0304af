package io.adxflow.job.rules.relabel;

import io.adxflow.job.rules.relabel.RelabelSpec.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random rules and labels, as likely as not to concern each other. */
final class RandomRelabelling {
    private static final String[] NAMES = {
        "__name__", "job", "instance", "a", "b", "A", "été", "日本", "__tmp_x", "x.y", "le", "😀k", "\uFF21", "foo", "bar"
    };
    private static final String[] VALUES = {
        "a",
        "b",
        "foo",
        "FOO",
        "foobar",
        "barfoo",
        "x-1",
        "日本語",
        "ß",
        "İx",
        "ǅ",
        "😀",
        "10.0.0.1:9090",
        "a\nb",
        "a;b",
        "1",
        "007",
        "$1",
        "x.y",
        "fooo",
        "été",
        " ",
        "éTÉ"
    };
    private static final String[] REGEXES = {
        "(.*)",
        ".*",
        ".+",
        "(.+)",
        "",
        "a",
        "foo",
        "foo|bar",
        "(foo|bar)",
        "(?:foo|bar|)",
        "foo.*",
        ".*foo",
        ".*o.*",
        "f(o+)(.*)",
        "(?i)foo",
        "(?P<n>[a-z]+)(.*)",
        "([^:]+)(?::\\d+)?",
        "\\d+",
        "[a-z]+",
        "(a)?(b)?(.*)",
        "x\\.y",
        "x.y",
        "日.*",
        "(日)(.+)",
        "(.*);(.*)",
        "(.*)-(\\d)",
        "__.*",
        "(\\w+)",
        "fo*",
        "foo?",
        "(.)(.*)",
        "a|b|A|日本",
        "[^a]*",
        "été",
        "(😀)(.*)",
        "o",
        "(?:f)oo",
        "a.b",
        "(foo)(bar)?",
        "f|.*bar",
        "a\\|b|foo"
    };
    private static final String[] TEMPLATES = {
        "$1",
        "${1}",
        "$1x",
        "${1}x",
        "$n",
        "${n}-$2",
        "$$",
        "$",
        "a$",
        "${",
        "${}",
        "x",
        "",
        "$0",
        "$2:$1",
        "日$1",
        "$01",
        "p_${1}_s",
        "$9",
        "${1",
        "$é",
        "$$1",
        "$1$1",
        "foo",
        "b",
        "été",
        "${日}",
        "$1_$2",
        "x.${1}",
        "__tmp_$1"
    };
    private static final String[] SEPARATORS = {";", "", "-", "日", ";", ";"};

    private final Random random;

    RandomRelabelling(long seed) {
        random = new Random(seed);
    }

    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            labels.put(name(), random.nextInt(8) == 0 ? "" : value());
        }
        return labels;
    }

    List<RelabelSpec> rules() {
        List<RelabelSpec> rules = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        while (rules.size() < count) {
            RelabelSpec rule = rule();
            if (RelabelRules.problemWith(rule).isEmpty()) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private RelabelSpec rule() {
        Action action = pick(Action.values());
        List<String> sources = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            sources.add(name());
        }
        boolean aboutNames = action == Action.LABELDROP || action == Action.LABELKEEP;
        boolean equal = action == Action.KEEPEQUAL || action == Action.DROPEQUAL;
        boolean cased = action == Action.LOWERCASE || action == Action.UPPERCASE;
        boolean fixed = aboutNames || equal;
        String target = action == Action.REPLACE && random.nextBoolean() ? pick(TEMPLATES) : name();
        return new RelabelSpec(
                aboutNames ? List.of() : sources,
                fixed ? ";" : pick(SEPARATORS),
                equal ? RelabelSpec.DEFAULT_REGEX : pick(REGEXES),
                action == Action.HASHMOD ? 1 + (random.nextLong() >>> random.nextInt(63)) : 0,
                aboutNames ? "" : target,
                fixed || cased ? RelabelSpec.DEFAULT_REPLACEMENT : pick(TEMPLATES),
                action);
    }

    private String name() {
        return pick(NAMES);
    }

    private String value() {
        if (random.nextInt(4) > 0) {
            return pick(VALUES);
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(pick(VALUES));
        }
        return text.toString();
    }

    private <T> T pick(T[] of) {
        return of[random.nextInt(of.length)];
    }
}
