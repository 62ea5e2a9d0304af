package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelCursorTest {
    private final LabelCursor cursor = new LabelCursor();

    @Test
    void sortsTheMetricNameFirstAndTheRestWithoutRegardToCase() {
        fill("zone", "Beta", "__name__", "alpha", "beta", "BETA", "be", "_x");
        cursor.sort();
        assertThat(names()).containsExactly("__name__", "_x", "alpha", "be", "BETA", "Beta", "beta", "zone");
    }

    @Test
    void sortsNonAsciiNamesByTheirBytes() {
        fill("é", "z", "日本", "É");
        cursor.sort();
        assertThat(names()).containsExactly("z", "É", "é", "日本");
    }

    @Test
    void manyLabelsSortLikeFew() {
        long seed = Long.getLong("adxflow.seed", 1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            names.add((i % 2 == 0 ? "Name" : "name") + i / 2);
        }
        names.add("__name__");
        Collections.shuffle(names, new Random(seed));
        fill(names.toArray(String[]::new));
        cursor.sort();
        List<String> sorted = names();
        for (int i = 1; i < sorted.size(); i++) {
            LabelCursor pair = new LabelCursor();
            fill(pair, sorted.get(i), sorted.get(i - 1));
            pair.sort();
            assertThat(names(pair)).as("seed %d", seed).containsExactly(sorted.get(i - 1), sorted.get(i));
        }
        assertThat(cursor.problem()).isNull();
    }

    @Test
    void goodLabelsHaveNoProblem() {
        put("__name__", "up");
        put("job", "");
        put("日本", "zażółć 😀");
        assertThat(cursor.problem()).isNull();
    }

    @Test
    void problemsNameTheLabel() {
        assertThat(cursor.problem()).isEqualTo("labels: none (expected: __name__ at least)");
        put("job", "a");
        assertThat(cursor.problem()).isEqualTo("label __name__: missing");
        put("__name__", "");
        assertThat(cursor.problem()).isEqualTo("label __name__: value is empty");
        restart();
        put("__name__", "up");
        put("", "x\"y");
        assertThat(cursor.problem()).isEqualTo("labels[1]: name is empty, value \"x\\\"y\"");
        restart();
        put("__name__", "up");
        put("job", "a");
        put("Job", "b");
        put("job", "b");
        assertThat(cursor.problem()).isEqualTo("label \"job\": name is repeated");
    }

    @Test
    void repeatedNamesAreFoundAmongMany() {
        put("__name__", "up");
        for (int i = 0; i < 100; i++) {
            put("label" + i, "");
        }
        assertThat(cursor.problem()).isNull();
        put("label7", "");
        assertThat(cursor.problem()).isEqualTo("label \"label7\": name is repeated");
    }

    @Test
    void invalidUtf8IsNamedWithItsPlace() {
        put("__name__", "up");
        put("path".getBytes(StandardCharsets.UTF_8), new byte[] {'a', 'b', (byte) 0xC0, (byte) 0xAF});
        assertThat(cursor.problem()).isEqualTo("label \"path\": value is not UTF-8 at byte 2");
        restart();
        put("__name__", "up");
        put(new byte[] {'p', (byte) 0xED, (byte) 0xA0, (byte) 0x80}, new byte[0]);
        assertThat(cursor.problem()).startsWith("label \"p\uFFFD").endsWith("name is not UTF-8 at byte 1");
    }

    @Test
    void describesTheSeriesAsPromqlWould() {
        put("job", "a \"b\"\n\\");
        put("__name__", "up");
        put("zone", "1");
        assertThat(cursor.describe()).isEqualTo("up{job=\"a \\\"b\\\"\\n\\\\\",zone=\"1\"}");
    }

    @Test
    void descriptionsAreSafeAndShort() {
        put("__name__", "up\u001b[31m\u202e");
        put("bad".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xFF, 'x'});
        assertThat(cursor.describe()).isEqualTo("up\\u{1b}[31m\\u{202e}{bad=\"\uFFFDx\"}");
        for (int i = 0; i < 1000; i++) {
            put("label" + i, "x".repeat(1000));
        }
        assertThat(cursor.describe()).hasSizeLessThan(230).contains("…").endsWith("}");
        restart();
        assertThat(cursor.describe()).isEqualTo("{}");
    }

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private void restart() {
        content.reset();
        cursor.reset(new byte[0]);
    }

    private void put(String name, String value) {
        put(name.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    private void put(byte[] name, byte[] value) {
        int nameStart = content.size();
        content.writeBytes(name);
        int valueStart = content.size();
        content.writeBytes(value);
        cursor.bytes = content.toByteArray();
        cursor.add(nameStart, valueStart, valueStart, content.size());
    }

    private void fill(String... names) {
        fill(cursor, names);
    }

    private static void fill(LabelCursor into, String... names) {
        byte[] bytes = String.join("", names).getBytes(StandardCharsets.UTF_8);
        into.reset(bytes);
        int at = 0;
        for (String name : names) {
            int end = at + name.getBytes(StandardCharsets.UTF_8).length;
            into.add(at, end, at, end);
            at = end;
        }
    }

    private List<String> names() {
        return names(cursor);
    }

    private static List<String> names(LabelCursor labels) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < labels.count(); i++) {
            String name = text(labels, labels.nameStart(i), labels.nameEnd(i));
            // The value moves with its name.
            assertThat(text(labels, labels.valueStart(i), labels.valueEnd(i))).isEqualTo(name);
            names.add(name);
        }
        return names;
    }

    private static String text(LabelCursor labels, int from, int to) {
        return new String(labels.bytes(), from, to - from, StandardCharsets.UTF_8);
    }
}
