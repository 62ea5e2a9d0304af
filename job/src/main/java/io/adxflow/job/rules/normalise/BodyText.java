package io.adxflow.job.rules.normalise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.tables.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a log's body as an {@code AnyValue} with its keys (opentelemetry-proto, common.proto), when it is a JSON object or made of
 * {@code key=value} pairs alone (as logfmt writes them).
 */
final class BodyText {
    /** Deeper ones stay texts: OTLP's values may not be nested much deeper. */
    private static final int MAX_DEPTH = 32;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BodyText() {}

    /** The value of a JSON object, or null when the text is none. */
    static @Nullable ByteBuilder ofJson(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            return value(JSON.readTree(text));
        } catch (JsonProcessingException noJson) {
            return null;
        }
    }

    private static ByteBuilder value(JsonNode node) {
        ByteBuilder value = new ByteBuilder(64);
        switch (node.getNodeType()) {
            case OBJECT -> {
                ByteBuilder list = new ByteBuilder(128);
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    Proto.block(list, 1, pair(member.getKey(), value(member.getValue())));
                }
                Proto.block(value, 6, list);
            }
            case ARRAY -> {
                ByteBuilder list = new ByteBuilder(128);
                node.forEach(element -> Proto.block(list, 1, value(element)));
                Proto.block(value, 5, list);
            }
            case BOOLEAN -> Proto.varint(value, 2, node.booleanValue() ? 1 : 0);
            case NUMBER -> {
                if (node.canConvertToLong() && node.isIntegralNumber()) {
                    Proto.varint(value, 3, node.longValue());
                } else {
                    Proto.fixed64(value, 4, Double.doubleToRawLongBits(node.doubleValue()));
                }
            }
            case NULL -> {
                // An AnyValue without a value.
            }
            default -> text(value, node.asText());
        }
        return value;
    }

    private static void text(ByteBuilder value, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Proto.block(value, 1, bytes, 0, bytes.length);
    }

    private static ByteBuilder pair(String key, ByteBuilder value) {
        ByteBuilder pair = new ByteBuilder(64);
        text(pair, key);
        Proto.block(pair, 2, value);
        return pair;
    }

    /** The value of pairs, two at least, or null when the text is anything else. */
    static @Nullable ByteBuilder ofPairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = 0;
        while (true) {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at >= text.length()) {
                break;
            }
            int keyStart = at;
            while (at < text.length() && isKeyPart(text.charAt(at))) {
                at++;
            }
            if (at == keyStart || at >= text.length() || text.charAt(at) != '=') {
                return null;
            }
            String key = text.substring(keyStart, at++);
            StringBuilder value = new StringBuilder();
            at = at < text.length() && text.charAt(at) == '"' ? quoted(text, at + 1, value) : plain(text, at, value);
            if (at < 0 || pairs.putIfAbsent(key, value.toString()) != null) {
                return null;
            }
        }
        if (pairs.size() < 2) {
            return null;
        }
        ByteBuilder list = new ByteBuilder(128);
        pairs.forEach((key, value) -> {
            ByteBuilder string = new ByteBuilder(64);
            text(string, value);
            Proto.block(list, 1, pair(key, string));
        });
        ByteBuilder value = new ByteBuilder(128);
        Proto.block(value, 6, list);
        return value;
    }

    private static boolean isKeyPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == '@';
    }

    private static int plain(String text, int from, StringBuilder value) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ' ') {
            char c = text.charAt(at++);
            if (c == '"' || c == '=') {
                return -1;
            }
            value.append(c);
        }
        return at;
    }

    private static int quoted(String text, int from, StringBuilder value) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                boolean ends = at + 1 == text.length() || text.charAt(at + 1) == ' ';
                return ends ? at + 1 : -1;
            }
            if (c == '\\' && at + 1 < text.length()) {
                c = text.charAt(++at);
                value.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
            } else {
                value.append(c);
            }
        }
        return -1;
    }
}
