package io.adxflow.sources.wire.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Writes messages as OTLP's JSON, by protobuf's own writer; only ids, which OTLP wants in hex, are turned. */
public final class OtlpJsonText {
    private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

    private OtlpJsonText() {}

    public static String of(Message message) {
        try {
            String text = JsonFormat.printer()
                    .printingEnumsAsInts()
                    .omittingInsignificantWhitespace()
                    .print(message);
            JsonElement tree = JsonParser.parseString(text);
            turnIds(tree, OtlpJsonText::base64ToHex);
            return tree.toString();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Reads such text again, by protobuf's own reader.
     *
     * @throws InvalidProtocolBufferException when that refuses it
     */
    public static Message parse(String text, Message.Builder into) throws InvalidProtocolBufferException {
        JsonElement tree = JsonParser.parseString(text);
        turnIds(tree, OtlpJsonText::hexToBase64);
        JsonFormat.parser().ignoringUnknownFields().merge(tree.toString(), into);
        return into.build();
    }

    private static String base64ToHex(String id) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(id));
    }

    private static String hexToBase64(String id) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(id));
        } catch (IllegalArgumentException e) {
            // Only matters where the field is a known one, and is refused there.
            return "!";
        }
    }

    private static void turnIds(JsonElement element, UnaryOperator<String> turn) {
        if (element instanceof JsonArray array) {
            array.forEach(each -> turnIds(each, turn));
        } else if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                if (IDS.contains(entry.getKey()) && entry.getValue().isJsonPrimitive()) {
                    entry.setValue(new JsonPrimitive(turn.apply(entry.getValue().getAsString())));
                } else {
                    turnIds(entry.getValue(), turn);
                }
            }
        }
    }
}
