package io.adxflow.sources.wire.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.otlp.JsonMessage.Field;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes single values of protobuf's JSON mapping as protobuf does, and says of one that cannot be written why. */
final class JsonScalars {
    private static final int MAX_TEXT = 200;

    private JsonScalars() {}

    /**
     * Writes the value that the parser is at, behind its tag.
     *
     * @throws MalformedBodyException {@link Reason#JSON} when it is none of the field's type
     */
    static void write(JsonParser parser, Field field, ProtoWriter out) throws IOException, MalformedBodyException {
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
        char[] chars = parser.getTextCharacters();
        int start = parser.getTextOffset();
        int length = parser.getTextLength();
        byte[] bytes = hex ? hex(chars, start, length) : base64(chars, start, length);
        if (bytes == null) {
            throw refused(parser, hex ? "expected: pairs of hex digits" : "expected: base64");
        }
        return bytes;
    }

    private static byte @Nullable [] hex(char[] chars, int start, int length) {
        if (length % 2 != 0) {
            return null;
        }
        byte[] bytes = new byte[length / 2];
        for (int i = 0; i < bytes.length; i++) {
            char first = chars[start + 2 * i];
            char second = chars[start + 2 * i + 1];
            int high = Character.digit(first, 16);
            int low = Character.digit(second, 16);
            // Character.digit knows digits of other scripts too.
            if (high < 0 || low < 0 || first > 'f' || second > 'f') {
                return null;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return bytes;
    }

    /** Of either alphabet, padded or not. */
    private static byte @Nullable [] base64(char[] chars, int start, int length) {
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = chars[start + i];
            if (c > 0x7F) {
                return null;
            }
            ascii[i] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
        }
        try {
            int decoded = Base64.getDecoder().decode(ascii, ascii);
            return Arrays.copyOf(ascii, decoded);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static void expect(JsonParser parser, JsonToken token, String what) throws MalformedBodyException {
        if (parser.currentToken() != token) {
            throw refused(parser, "expected: " + what);
        }
    }

    /** The value that the parser is at cannot be what it should be. */
    static MalformedBodyException refused(JsonParser parser, String why) {
        return new MalformedBodyException(
                Reason.JSON,
                "body, at "
                        + printable(parser.getParsingContext().pathAsPointer().toString()) + " (byte "
                        + parser.currentTokenLocation().getByteOffset() + "): " + why);
    }

    /** What senders wrote, fit for an answer or a log line. */
    static String printable(String text) {
        String shortened = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
        return shortened.replaceAll("[^ -~]", "?");
    }
}
