package io.adxflow.kql.values.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.kql.values.Regexes;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of the language as those of RE2. */
class RegexTranslatorTest {
    /** Java has unions and intersections of classes in the same spelling. */
    @Test
    void classesAreThoseOfJava() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("RegexTranslatorTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String pattern = clazz(random, 2);
            com.google.re2j.Pattern ours = Regexes.compile("^" + pattern + "$");
            Pattern java = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
            for (char c = ' '; c < 0x100; c++) {
                String text = String.valueOf(c);
                assertThat(ours.matcher(text).find())
                        .as(pattern + " on '" + text + "'")
                        .isEqualTo(java.matcher(text).matches());
            }
        }
    }

    private static String clazz(Random random, int depth) {
        StringBuilder text = new StringBuilder("[").append(random.nextInt(4) == 0 ? "^" : "");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            switch (random.nextInt(depth > 0 ? 5 : 4)) {
                case 0 -> text.append((char) ('a' + random.nextInt(26)));
                case 1 -> text.append("b-").append((char) ('c' + random.nextInt(20)));
                case 2 -> text.append("\\d");
                case 3 -> text.append("\\s");
                default -> text.append(clazz(random, depth - 1));
            }
        }
        // What stands behind an intersection Java binds otherwise than the language.
        if (depth > 0 && random.nextInt(3) == 0) {
            text.append("&&").append(clazz(random, depth - 1));
        }
        return text.append(']').toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(?<n>a); (?P<n>a)",
                "a\\.b; a\\.b",
                "\\u0041\\x42\\u{43}; \\x{41}\\x{42}\\x{43}",
                "(?x) a b ; ab",
                "(?xi) a (?-x: b ) c; (?i)a(?: b )c",
                "(?u)a; a",
                "\\101; \\x{41}",
                "[]a]; [\\]a]",
                "\\/\\\"; \\/\\\""
            })
    void spellingsAreTranslated(String pattern, String re2) {
        assertThat(RegexTranslator.toRe2(pattern)).isEqualTo(re2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=a)",
                "(?<!a)",
                "[a",
                "\\",
                "\\q",
                "\\b{start}",
                "[a&&",
                "\\p{",
                "(?z)a",
                "a{2000}",
                "(",
                "a**",
                "\\u{110000}",
                "[[:nope:]&&a]"
            })
    void whatIsNoPatternIsRefusedWithAReason(String pattern) {
        assertThatThrownBy(() -> Regexes.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).{3,}");
    }

    @Test
    void matchingIsLinear() {
        String hostile = "a".repeat(100_000);
        assertThat(Regexes.compile("(a+)+$b").matcher(hostile).find()).isFalse();
        assertThat(Regexes.compile("(a|aa)*c").matcher(hostile).find()).isFalse();
    }
}
