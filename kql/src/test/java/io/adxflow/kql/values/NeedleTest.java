package io.adxflow.kql.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Searching in bytes against the same by strings. */
class NeedleTest {
    private static final String[] ALPHABET = {"a", "B", "b", "1", "_", " ", "-", "ä", "Ä", "Σ", "σ", "字", "😀", ".", "٣"
    };

    @Test
    void findsWhatStringsFind() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("NeedleTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            boolean isLong = i % 20 == 0;
            String haystack = isLong ? text(random, 3) + repeated(random) + text(random, 3) : text(random, 12);
            String needle = isLong ? repeated(random) : text(random, 3);
            Text bytes = new Text();
            byte[] utf8 = ("#" + haystack + "b").getBytes(StandardCharsets.UTF_8);
            bytes.set(utf8, 1, utf8.length - 1);
            for (boolean caseSensitive : new boolean[] {true, false}) {
                String h = caseSensitive ? haystack : fold(haystack);
                String n = caseSensitive ? needle : fold(needle);
                Needle prepared = new Needle(needle, caseSensitive);
                String about = "'" + haystack + "' '" + needle + "' " + caseSensitive;
                assertThat(prepared.equalTo(bytes)).as("== " + about).isEqualTo(h.equals(n));
                assertThat(prepared.in(bytes)).as("contains " + about).isEqualTo(h.contains(n));
                assertThat(prepared.starts(bytes)).as("startswith " + about).isEqualTo(h.startsWith(n));
                assertThat(prepared.ends(bytes)).as("endswith " + about).isEqualTo(h.endsWith(n));
                assertThat(prepared.isTermOf(bytes)).as("has " + about).isEqualTo(has(h, n, true, true));
                assertThat(prepared.startsTermOf(bytes))
                        .as("hasprefix " + about)
                        .isEqualTo(has(h, n, true, false));
                assertThat(prepared.endsTermOf(bytes)).as("hassuffix " + about).isEqualTo(has(h, n, false, true));
            }
        }
    }

    private static boolean has(String haystack, String needle, boolean before, boolean behind) {
        if (needle.isEmpty()) {
            return true;
        }
        for (int at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
            int end = at + needle.length();
            boolean begins = !before
                    || !Character.isLetterOrDigit(needle.codePointAt(0))
                    || at == 0
                    || !Character.isLetterOrDigit(haystack.codePointBefore(at));
            boolean ends = !behind
                    || !Character.isLetterOrDigit(needle.codePointBefore(needle.length()))
                    || end == haystack.length()
                    || !Character.isLetterOrDigit(haystack.codePointAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static String fold(String text) {
        StringBuilder folded = new StringBuilder();
        text.toUpperCase(Locale.ROOT).codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
        return folded.toString();
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }

    /** A longer one that stands in others by parts. */
    private static String repeated(Random random) {
        String unit = ALPHABET[random.nextInt(ALPHABET.length)] + ALPHABET[random.nextInt(2)];
        return unit.repeat(18 + random.nextInt(6)) + ALPHABET[random.nextInt(4)];
    }

    @Test
    void bytesThatAreNoUtf8AreStrangersNotErrors() {
        byte[] broken = {'a', (byte) 0xC3, 'b', (byte) 0xFF, (byte) 0xF0, (byte) 0x9F, 'c'};
        Text text = new Text();
        text.set(broken, 0, broken.length);
        assertThat(new Needle("b", false).isTermOf(text)).isTrue();
        assertThat(new Needle("ä", false).in(text)).isFalse();
        assertThat(Utf8.codePoints(broken, 0, broken.length)).isEqualTo(7);
    }
}
