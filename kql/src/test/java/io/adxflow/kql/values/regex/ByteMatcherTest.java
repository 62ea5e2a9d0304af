package io.adxflow.kql.values.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The automaton against re2j. */
class ByteMatcherTest {
    private static final String[] ATOMS = {
        "a",
        "b",
        "ä",
        "😀",
        ".",
        "[ab]",
        "[^a]",
        "[^ä\\n]",
        "\\p{L}",
        "\\P{L}",
        "[[:digit:]x]",
        "\\x{62}",
        "^",
        "$",
        "\\A",
        "\\z",
        "\\b",
        "\\B",
        "1",
        " ",
        "_",
        "\\n",
        "(?:ab|b1)",
        "(?i:aB)",
        "[a-zß]",
        "\\.",
        "(?P<n>a)",
        "K",
        "[\\p{Nd}_]",
        "s"
    };
    private static final String[] LETTERS = {
        "a", "b", "A", "B", "ä", "Ä", "1", " ", "_", "\n", "😀", ".", "x", "k", "\u212A", "ſ", "٣"
    };

    @Test
    void matchesWhatRe2Matches() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("ByteMatcherTest seed " + seed);
        Random random = new Random(seed);
        int patterns = 0;
        int matched = 0;
        for (int i = 0; i < 2_000; i++) {
            String pattern =
                    (random.nextInt(5) == 0 ? "(?" + "imsU".charAt(random.nextInt(4)) + ")" : "") + pattern(random, 3);
            Pattern re2;
            try {
                re2 = Pattern.compile(pattern);
            } catch (PatternSyntaxException noPattern) {
                continue;
            }
            ByteMatcher matcher = matcher(pattern);
            patterns++;
            for (int j = 0; j < 30; j++) {
                String text = text(random, j < 15 ? 4 : 14);
                boolean expected = re2.matcher(text).find();
                assertThat(matcher.matches(Text.of(text)))
                        .as(pattern + " in '" + text + "'")
                        .isEqualTo(expected);
                matched += expected ? 1 : 0;
            }
        }
        assertThat(patterns).isGreaterThan(1_300);
        assertThat(matched).isBetween(patterns * 5, patterns * 28);
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String atom = depth > 0 && random.nextInt(4) == 0
                    ? "(" + pattern(random, depth - 1) + (random.nextBoolean() ? "|" + pattern(random, depth - 1) : "")
                            + ")"
                    : ATOMS[random.nextInt(ATOMS.length)];
            pattern.append(atom)
                    .append(
                            switch (random.nextInt(9)) {
                                case 0 -> "*";
                                case 1 -> "+?";
                                case 2 -> "?";
                                case 3 -> "{1,2}";
                                case 4 -> "{2}";
                                case 5 -> "{1,}";
                                default -> "";
                            });
        }
        return pattern.toString();
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    @Test
    void manyStatesAreForgottenAndFoundAgain() {
        // The number of states doubles with each place that must be remembered.
        ByteMatcher matcher = matcher("a.{14}b");
        Pattern re2 = Pattern.compile("a.{14}b");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 400; j++) {
                text.append(random.nextInt(3) == 0 ? 'a' : 'c');
            }
            if (random.nextInt(3) == 0) {
                text.setCharAt(random.nextInt(400), 'b');
            }
            assertThat(matcher.matches(Text.of(text.toString())))
                    .isEqualTo(re2.matcher(text).find());
        }
    }

    @Test
    void whatIsTooLargeIsLeftToRe2() {
        assertThat(ByteMatcher.of("((a{1,200}){1,200})")).isNull();
        assertThat(ByteMatcher.of("(".repeat(300) + "a" + ")".repeat(300))).isNull();
        assertThat(ByteMatcher.of("\\p{L}{1,900}")).isNotNull();
    }

    @Test
    void aTextIsReadWhereItLies() {
        byte[] bytes = "xxerrorxx".getBytes(StandardCharsets.US_ASCII);
        ByteMatcher matcher = matcher("^err.*r$");
        assertThat(matcher.matches(bytes, 2, 7)).isTrue();
        assertThat(matcher.matches(bytes, 1, 7)).isFalse();
        assertThat(matcher.matches(bytes, 2, 8)).isFalse();
    }

    @Test
    void bytesThatAreNoUtf8AreReplacementsAsInStrings() {
        byte[] broken = {'a', (byte) 0xC3, (byte) 0xFF, 'b'};
        String string = new String(broken, StandardCharsets.UTF_8);
        for (String pattern : new String[] {"a.b", "a..b", "b$", "\\x{fffd}"}) {
            ByteMatcher matcher = matcher(pattern);
            assertThat(matcher.matches(broken, 0, 4))
                    .as(pattern)
                    .isEqualTo(Pattern.compile(pattern).matcher(string).find());
        }
    }

    private static ByteMatcher matcher(String pattern) {
        return Objects.requireNonNull(ByteMatcher.of(pattern), pattern);
    }
}
