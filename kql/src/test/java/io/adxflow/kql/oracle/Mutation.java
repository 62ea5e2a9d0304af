package io.adxflow.kql.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages queries: takes a word out, doubles it, swaps it, puts another in its place, or changes letters. */
final class Mutation {
    private static final Pattern WORD =
            Pattern.compile("\\s+|\"[^\"]*\"|'[^']*'|[A-Za-z_$][A-Za-z0-9_]*|[0-9.]+[a-z]*|[!<>=]=|.", Pattern.DOTALL);
    private static final String[] WORDS = {
        "|",
        ",",
        "(",
        ")",
        "[",
        "]",
        "==",
        "=",
        "and",
        "or",
        "by",
        "where",
        "extend",
        "summarize",
        "project",
        "n",
        "Host",
        "Labels",
        "Timestamp",
        "1",
        "1h",
        "\"a\"",
        "1.5",
        "count()",
        "sum(n)",
        "not",
        "in",
        "has",
        "-",
        "+",
        "*",
        "..",
        ";",
        "let",
        "take",
        "on",
        "true",
        "datetime(2026-01-01)",
        "dynamic([1])",
        "kind=inner",
        "asc",
        "nope",
        "T",
        "strlen(",
        "{",
        "}",
        ":",
        ".",
        "/",
        "%",
        "!",
        "between",
        "null",
        "typeof(long)",
        "default",
        "step",
        "to",
        "from",
        "with",
        "as",
        "of",
        "join",
        "union"
    };
    private static final String LETTERS = "aZ_09 '\"\\()[]{}|,;.=<>!~@$%^&*-+/\n\t`é😀\0";

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /** One change to one word. */
    String ofWord(String query) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(query);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        int at = random.nextInt(words.size());
        switch (random.nextInt(5)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, words.get(at));
            case 2 -> {
                int other = random.nextInt(words.size());
                String word = words.get(at);
                words.set(at, words.get(other));
                words.set(other, word);
            }
            case 3 -> words.set(at, " " + WORDS[random.nextInt(WORDS.length)] + " ");
            default -> words.add(at, " " + WORDS[random.nextInt(WORDS.length)] + " ");
        }
        return String.join("", words);
    }

    /** Changes of letters, of any kind. */
    String ofLetters(String query) {
        StringBuilder text = new StringBuilder(query);
        for (int i = random.nextInt(1, 4); i > 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
                case 2 -> text.setCharAt(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }
}
