package io.adxflow.sources.wire.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.otlp.JsonMessage.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns OTLP's JSON into protobuf, token by token (OTLP specification, "JSON Protobuf Encoding"; protobuf's ProtoJSON where that
 * says nothing).
 *
 * <p>Field names are lowerCamelCase, unknown ones are ignored; {@code null} is a field left out; trace and span ids are hex, other
 * bytes base64, standard or URL-safe, padded or not; enums are numbers or names; numbers may be texts. Every field that stands
 * there is written, zeros too, because a value in a oneof differs from none. A field that stands twice in one object is refused, as
 * in protobuf's own readers, since one of its values would be lost.
 */
final class OtlpJson {
    /** A kvlist in a kvlist takes four, so records deeper than their own limit still reach it. */
    static final int MAX_DEPTH = 512;

    private static final int MAX_TEXT = 200;

    private final JsonFactory factory;
    private final Map<String, JsonMessage> messages = new HashMap<>();

    OtlpJson(int maxBytes) {
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxBytes)
                        .maxNameLength(maxBytes)
                        .build())
                // Names are the sender's to invent: they must not stay.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    void convert(byte[] json, int length, Descriptor type, ReusedBytes into) throws MalformedBodyException {
        ProtoWriter out = new ProtoWriter(into);
        try (JsonParser parser = factory.createParser(json, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused(parser, "expected: an object, " + type.getFullName());
            }
            message(parser, JsonMessage.of(type, messages), out);
            if (parser.nextToken() != null) {
                throw refused(parser, "there is more behind the message");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedBodyException(
                    Reason.JSON,
                    "body is not JSON: " + printable(String.valueOf(e.getOriginalMessage())) + " at byte "
                            + (e.getLocation() == null ? "?" : e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Nothing is read but an array.
        }
    }

    /** Writes the fields of the object that the parser has entered. */
    private static void message(JsonParser parser, JsonMessage message, ProtoWriter out)
            throws IOException, MalformedBodyException {
        long seen = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = message.field(parser.currentName());
            JsonToken value = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                long bit = 1L << field.number;
                if ((seen & bit) != 0) {
                    throw refused(parser, "the field is there twice (expected: once)");
                }
                seen |= bit;
                if (field.repeated) {
                    repeated(parser, field, out);
                } else {
                    out.tag(field.tag);
                    value(parser, field, out);
                }
            }
        }
    }

    private static void repeated(JsonParser parser, Field field, ProtoWriter out)
            throws IOException, MalformedBodyException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw refused(parser, "expected: an array");
        }
        int open = 0;
        if (field.packed) {
            out.tag(field.number << 3 | 2);
            open = out.open();
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!field.packed) {
                out.tag(field.tag);
            }
            value(parser, field, out);
        }
        if (field.packed) {
            out.close(open);
        }
    }

    private static void value(JsonParser parser, Field field, ProtoWriter out)
            throws IOException, MalformedBodyException {
        JsonMessage message = field.message;
        if (message != null) {
            int open = out.open();
            // Within an array, null can only be a message that says nothing.
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                expect(parser, JsonToken.START_OBJECT, "an object");
                message(parser, message, out);
            }
            out.close(open);
            return;
        }
        switch (field.type) {
            case STRING -> {
                expect(parser, JsonToken.VALUE_STRING, "a string");
                out.text(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            }
            case BYTES -> out.bytes(binary(parser, field.hex));
            case BOOL -> out.varint(bool(parser) ? 1 : 0);
            case DOUBLE -> out.fixed64(Double.doubleToRawLongBits(real(parser)));
            case FLOAT -> out.fixed32(Float.floatToRawIntBits((float) real(parser)));
            case FIXED64, SFIXED64 -> out.fixed64(whole(parser, field));
            case FIXED32, SFIXED32 -> out.fixed32((int) whole(parser, field));
            case SINT32, SINT64 -> {
                long number = whole(parser, field);
                out.varint(number << 1 ^ number >> 63);
            }
            default -> out.varint(whole(parser, field));
        }
    }

    private static long whole(JsonParser parser, Field field) throws IOException, MalformedBodyException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            Integer known = field.numbers.get(parser.getText());
            if (known != null) {
                return known;
            }
        } else if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw refused(parser, "expected: a whole number");
        }
        try {
            return JsonNumbers.whole(parser.getText(), field.type);
        } catch (NumberFormatException e) {
            throw refused(
                    parser,
                    (field.type == FieldDescriptor.Type.ENUM ? "enum: " : "number: ") + printable(parser.getText())
                            + " (expected: a whole number in the range of protobuf's "
                            + field.type.name().toLowerCase(Locale.ROOT)
                            + (field.numbers.isEmpty() ? ")" : ", or a name of the enum)"));
        }
    }

    private static double real(JsonParser parser) throws IOException, MalformedBodyException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            throw refused(parser, "expected: a number");
        }
        try {
            return JsonNumbers.real(parser.getText());
        } catch (NumberFormatException e) {
            throw refused(
                    parser,
                    "number: " + printable(parser.getText())
                            + " (expected: one that a double holds, \"NaN\", \"Infinity\" or \"-Infinity\")");
        }
    }

    private static boolean bool(JsonParser parser) throws IOException, MalformedBodyException {
        JsonToken token = parser.currentToken();
        if (!token.isBoolean()) {
            throw refused(parser, "expected: true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static byte[] binary(JsonParser parser, boolean hex) throws IOException, MalformedBodyException {
        expect(parser, JsonToken.VALUE_STRING, hex ? "a hex string" : "a base64 string");
        byte[] bytes = hex ? hex(parser.getText()) : base64(parser.getText());
        if (bytes == null) {
            throw refused(parser, hex ? "expected: pairs of hex digits" : "expected: base64");
        }
        return bytes;
    }

    private static byte @Nullable [] hex(String text) {
        if (text.length() % 2 != 0) {
            return null;
        }
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(text.charAt(2 * i), 16);
            int low = Character.digit(text.charAt(2 * i + 1), 16);
            // Character.digit knows digits of other scripts too.
            if (high < 0 || low < 0 || text.charAt(2 * i) > 'f' || text.charAt(2 * i + 1) > 'f') {
                return null;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return bytes;
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void expect(JsonParser parser, JsonToken token, String what) throws MalformedBodyException {
        if (parser.currentToken() != token) {
            throw refused(parser, "expected: " + what);
        }
    }

    private static MalformedBodyException refused(JsonParser parser, String why) {
        return new MalformedBodyException(
                Reason.JSON,
                "body, at "
                        + printable(parser.getParsingContext().pathAsPointer().toString()) + " (byte "
                        + parser.currentTokenLocation().getByteOffset() + "): " + why);
    }

    /** What senders wrote, fit for an answer or a log line. */
    private static String printable(String text) {
        String shortened = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
        return shortened.replaceAll("[^ -~]", "?");
    }
}
