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
            turnIds(tree);
            return tree.toString();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void turnIds(JsonElement element) {
        if (element instanceof JsonArray array) {
            array.forEach(OtlpJsonText::turnIds);
        } else if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                if (IDS.contains(entry.getKey()) && entry.getValue().isJsonPrimitive()) {
                    byte[] id = Base64.getDecoder().decode(entry.getValue().getAsString());
                    entry.setValue(new JsonPrimitive(HexFormat.of().formatHex(id)));
                } else {
                    turnIds(entry.getValue());
                }
            }
        }
    }
}
