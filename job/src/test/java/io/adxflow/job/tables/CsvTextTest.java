package io.adxflow.job.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvTextTest {
    private static final String[] CHARACTERS = {"a", "é", "⌘", "😀", "\"", "\n", "\u2028", "<"};

    @Test
    void writesLongTextsAsTheirCharactersOneByOne() {
        for (int lead = 4090; lead < 4100; lead++) {
            StringBuilder text = new StringBuilder("x".repeat(lead));
            for (int i = 0; i < 3000; i++) {
                text.append(CHARACTERS[(i * 7 + lead) % CHARACTERS.length]);
            }
            StringBuilder expected = new StringBuilder();
            text.codePoints().forEach(point -> expected.append(inner(Character.toString(point))));
            assertThat(inner(text.toString())).as("%d", lead).isEqualTo(expected.toString());
        }
    }

    @Test
    void tellsWhetherATextIsUtf8() {
        ByteBuilder out = new ByteBuilder(16);
        byte[] good = "é⌘😀".getBytes(UTF_8);
        assertThat(CsvText.appendJsonString(good, 0, good.length, out)).isTrue();
        assertThat(CsvText.appendString(good, 0, good.length, out)).isTrue();
        assertThat(CsvText.appendJsonString(good, 0, good.length - 1, out)).isFalse();
        assertThat(CsvText.appendString(good, 1, good.length, out)).isFalse();
        assertThat(out.toString()).isEqualTo("\"\"é⌘😀\"\"é⌘😀\"\"é⌘\\ufffd\\ufffd\\ufffd\"\"\ufffd⌘😀");
    }

    /** As JSON for a CSV field, without the quotes around it. */
    private static String inner(String text) {
        ByteBuilder out = new ByteBuilder(16);
        byte[] bytes = text.getBytes(UTF_8);
        boolean valid = CsvText.appendJsonString(bytes, 0, bytes.length, out);
        assertThat(valid).isTrue();
        String written = out.toString();
        return written.substring(2, written.length() - 2);
    }
}
