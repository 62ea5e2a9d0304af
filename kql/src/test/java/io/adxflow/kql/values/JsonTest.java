package io.adxflow.kql.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** JSON as bytes, as trees, and as Jackson reads it. */
class JsonTest {
    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String[] STRINGS = {"", "a", "a.b", "ä\"\\/\b\n\t\u0001", "😀", "key", "null", "x".repeat(40)};

    @Test
    void treesAreReadAsTheyAreWrittenAndFoundWithoutBeingRead() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("JsonTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Object tree = tree(random, 4);
            byte[] json = (" " + JsonText.write(tree)).getBytes(StandardCharsets.UTF_8);
            assertThat(new JsonScanner().isValid(json, 0, json.length)).isTrue();
            assertThat(DynamicValue.same(JsonText.read(json, 0, json.length), tree))
                    .as(JsonText.write(tree))
                    .isTrue();
            DynamicValue raw = new DynamicValue();
            raw.setRaw(json, 0, json.length);
            DynamicValue part = new DynamicValue();
            for (String key : STRINGS) {
                raw.field(key.getBytes(StandardCharsets.UTF_8), key, part);
                assertThat(DynamicValue.same(part.tree(), tree instanceof Map<?, ?> map ? map.get(key) : null))
                        .isTrue();
            }
            for (int index = -3; index < 4; index++) {
                raw.element(index, part);
                List<?> list = tree instanceof List<?> elements ? elements : List.of();
                int at = index < 0 ? index + list.size() : index;
                assertThat(DynamicValue.same(part.tree(), at >= 0 && at < list.size() ? list.get(at) : null))
                        .isTrue();
            }
            Text text = new Text();
            raw.text(text);
            assertThat(text.string()).isEqualTo(JsonText.text(tree));
        }
    }

    @Test
    void whatIsJsonIsWhatJacksonTakes() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("JsonTest seed " + seed);
        Random random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder json = new StringBuilder(JsonText.write(tree(random, 3)));
            for (int damage = random.nextInt(3); damage > 0 && json.length() > 0; damage--) {
                int at = random.nextInt(json.length());
                switch (random.nextInt(3)) {
                    case 0 -> json.deleteCharAt(at);
                    case 1 -> json.insert(at, "{}[],:\"0-.eE1tn \\u".charAt(random.nextInt(18)));
                    default -> json.setCharAt(at, "{}[],:\"0-.eE1tn \\u".charAt(random.nextInt(18)));
                }
            }
            byte[] utf8 = json.toString().getBytes(StandardCharsets.UTF_8);
            boolean isValid = new JsonScanner().isValid(utf8, 0, utf8.length);
            assertThat(isValid).as(json.toString()).isEqualTo(isJson(json.toString()));
            valid += isValid ? 1 : 0;
            assertThat(DynamicValue.same(
                            JsonText.parse(json.toString()),
                            json.length() == 0
                                    ? null
                                    : isValid ? JsonText.read(utf8, 0, utf8.length) : json.toString()))
                    .isTrue();
        }
        assertThat(valid).isBetween(5_000, 45_000);
    }

    private static boolean isJson(String text) {
        try {
            return !text.isBlank() && JACKSON.readTree(text) != null;
        } catch (JsonProcessingException noJson) {
            return false;
        }
    }

    @Test
    void aDeepTextIsNoJsonAndNoStackOverflow() {
        byte[] deep = "[".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(new JsonScanner().isValid(deep, 0, deep.length)).isFalse();
        String closed = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(JsonText.parse(closed)).isEqualTo(closed);
    }

    @Test
    void ofEqualKeysTheFirstCounts() {
        String text = "{\"a\":1,\"\\u0061\":2,\"b\":3}";
        byte[] json = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(JsonText.write(JsonText.parse(text))).isEqualTo("{\"a\":1,\"b\":3}");
        DynamicValue raw = new DynamicValue();
        raw.setRaw(json, 0, json.length);
        DynamicValue part = new DynamicValue();
        raw.field(new byte[] {'a'}, "a", part);
        assertThat(part.tree()).isEqualTo(1L);
        raw.field(new byte[] {'b'}, "b", part);
        assertThat(part.tree()).isEqualTo(3L);
    }

    private static @Nullable Object tree(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextLong() >> random.nextInt(64);
            case 3:
                return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 4, 5:
                return STRINGS[random.nextInt(STRINGS.length)];
            case 6:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                return list;
            default:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(STRINGS[random.nextInt(STRINGS.length)], tree(random, depth - 1));
                }
                return map;
        }
    }
}
