package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KqlTextTest {
    private static final String HOSTILE = "'\"\\\n\r\t][;/|`@h(){}*.$%&#\u0000\u007f\u0085\u2028\u2029éß⌘😀'']//--";

    @Test
    void whateverIsQuotedIsOneTokenWithThatContent() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(
                        random.nextBoolean()
                                ? HOSTILE.charAt(random.nextInt(HOSTILE.length()))
                                : (char) random.nextInt(0x10000));
            }
            String hostile = text.toString();
            String label = "seed " + seed + ", text " + KqlText.string(hostile);
            assertThat(content(KqlText.string(hostile))).as(label).isEqualTo(hostile);
            assertThat(content(KqlText.singleQuoted(hostile))).as(label).isEqualTo(hostile);
            assertThat(KqlText.hidden(hostile)).as(label).startsWith("h\"");
            assertThat(content(KqlText.hidden(hostile).substring(1))).as(label).isEqualTo(hostile);
            String identifier = KqlText.identifier(hostile);
            assertThat(identifier).as(label).startsWith("['").endsWith("']");
            assertThat(content(identifier.substring(1, identifier.length() - 1)))
                    .as(label)
                    .isEqualTo(hostile);
        }
    }

    @Test
    void keepsJsonReadable() {
        assertThat(KqlText.singleQuoted("{\"a\":\"b\"}")).isEqualTo("'{\"a\":\"b\"}'");
    }

    @Test
    void allowsTheNamesThatKustoAllows() {
        for (String name : List.of("T", "Prom_Metadata", "my-db", "a.b c", "1day", "where")) {
            assertThat(KqlText.checkName("table", name)).isEqualTo(name);
        }
        for (String name : List.of("", "a\n", "a'", "a]", "a;b", "a:b", "a//b", "ä", "a\u0000")) {
            assertThatThrownBy(() -> KqlText.checkName("table", name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("table: ");
        }
    }

    @Test
    void writesTimespans() {
        assertThat(KqlText.timespan(Duration.ofDays(30))).isEqualTo("30d");
        assertThat(KqlText.timespan(Duration.ofHours(36))).isEqualTo("129600s");
        assertThat(KqlText.policyTimespan(Duration.ofSeconds(30))).isEqualTo("0.00:00:30");
        assertThat(KqlText.policyTimespan(Duration.ofHours(49))).isEqualTo("2.01:00:00");
    }

    /** Reads a literal as the language's reference has it; fails when it ends before its end or holds a line break. */
    private static String content(String literal) {
        char quote = literal.charAt(0);
        StringBuilder content = new StringBuilder();
        int at = 1;
        while (literal.charAt(at) != quote) {
            char c = literal.charAt(at++);
            assertThat(c).isBetween(' ', '~');
            if (c != '\\') {
                content.append(c);
                continue;
            }
            char escape = literal.charAt(at++);
            if (escape == 'u') {
                content.append((char) Integer.parseInt(literal.substring(at, at + 4), 16));
                at += 4;
            } else {
                assertThat(escape).isIn('\\', quote);
                content.append(escape);
            }
        }
        assertThat(at).isEqualTo(literal.length() - 1);
        return content.toString();
    }
}
