package io.adxflow.sources.wire.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.Descriptors.Descriptor;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.otlp.JsonMessage.Field;
import io.adxflow.sources.wire.otlp.JsonMessage.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns OTLP's JSON into protobuf, token by token (OTLP specification, "JSON Protobuf Encoding"; protobuf's ProtoJSON where that
 * says nothing).
 *
 * <p>Field names are lowerCamelCase, unknown ones are ignored; {@code null} is a field left out, and no element of a list; trace and
 * span ids are hex, other bytes base64, standard or URL-safe, padded or not; enums are numbers or names; numbers may be texts. Every
 * field that stands there is written, zeros too, because a value in a oneof differs from none. A field that stands twice in one
 * object is refused, as in protobuf's own readers, since one of its values would be lost.
 *
 * <p>What is refused costs the log record, span or data point that it stands in; in a metric, scope or resource beside these, all of
 * them in it. What is not JSON costs the body.
 */
final class OtlpJson {
    /** A kvlist in a kvlist takes four, so records deeper than their own limit still reach it. */
    static final int MAX_DEPTH = 512;

    /** Of each byte of a text: in pieces, put together, and as a string. */
    private static final int CHAR_BYTES = 8;

    private static final int SMALL_BYTES = 256 << 10;
    /** Of each name that the parser keeps. */
    private static final int NAME_BYTES = 100;

    private final JsonFactory factory;
    private final Map<String, JsonMessage> messages = new HashMap<>();
    private final DecodeCharge charge;
    private final JsonLosses losses = new JsonLosses();
    /** What was charged for the body at hand. */
    private long charged;

    OtlpJson(int maxBytes, DecodeCharge charge) {
        this.charge = charge;
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

    /** What of the body last converted is not in the protobuf. */
    JsonLosses losses() {
        return losses;
    }

    void convert(byte[] json, int length, Descriptor type, ReusedBytes into) throws MalformedBodyException {
        losses.clear();
        charged = 0;
        try {
            take((long) CHAR_BYTES * longestText(json, length), "longest text");
            parse(json, length, type, into);
        } finally {
            charge.give(charged);
        }
        MalformedBodyException whole = losses.whole();
        if (whole != null) {
            throw whole;
        }
    }

    /** Bytes of the longest text at most, which the parser makes room for; looked for where that is much. */
    private static int longestText(byte[] json, int length) {
        if (length <= SMALL_BYTES) {
            return length;
        }
        int longest = 0;
        int opened = -1;
        for (int at = 0; at < length; at++) {
            byte c = json[at];
            if (c == '"') {
                longest = opened < 0 ? longest : Math.max(longest, at - opened);
                opened = opened < 0 ? at : -1;
            } else if (c == '\\') {
                at++;
            }
        }
        return opened < 0 ? longest : Math.max(longest, length - opened);
    }

    private void take(long bytes, String what) throws MalformedBodyException {
        charge.take(bytes, what);
        charged += bytes;
    }

    private void parse(byte[] json, int length, Descriptor type, ReusedBytes into) throws MalformedBodyException {
        ProtoWriter out = new ProtoWriter(into);
        try (JsonParser parser = factory.createParser(json, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw JsonScalars.refused(parser, "expected: an object, " + type.getFullName());
            }
            message(parser, JsonMessage.of(type, messages), out);
            if (parser.nextToken() != null) {
                throw JsonScalars.refused(parser, "there is more behind the message");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedBodyException(
                    Reason.JSON,
                    "body is not JSON: " + JsonScalars.printable(String.valueOf(e.getOriginalMessage())) + " at byte "
                            + (e.getLocation() == null ? "?" : e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Nothing is read but an array.
        }
    }

    /** Writes the fields of the object that the parser has entered. */
    private void message(JsonParser parser, JsonMessage message, ProtoWriter out)
            throws IOException, MalformedBodyException {
        long seen = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = message.field(parser.currentName());
            if (field == null) {
                losses.unknown(parser, message);
                takeName(parser);
                JsonStreamContext outer = parser.getParsingContext();
                parser.nextToken();
                skipWithin(parser, outer);
                continue;
            }
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                long bit = 1L << field.number;
                if ((seen & bit) != 0) {
                    throw JsonScalars.refused(parser, "the field is there twice (expected: once)");
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

    private void repeated(JsonParser parser, Field field, ProtoWriter out) throws IOException, MalformedBodyException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw JsonScalars.refused(parser, "expected: an array");
        }
        JsonStreamContext list = parser.getParsingContext();
        int open = 0;
        if (field.packed) {
            out.tag(field.number << 3 | 2);
            open = out.open();
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (field.part != Part.VALUE) {
                part(parser, field, list, out);
                continue;
            }
            if (!field.packed) {
                out.tag(field.tag);
            }
            value(parser, field, out);
        }
        if (field.packed) {
            out.close(open);
        }
    }

    /** Writes an element that is a record or holds records; if that cannot be, it is lost and the others are not. */
    private void part(JsonParser parser, Field field, JsonStreamContext list, ProtoWriter out)
            throws IOException, MalformedBodyException {
        int start = out.length();
        long taken = losses.taken();
        try {
            out.tag(field.tag);
            value(parser, field, out);
            if (field.part == Part.RECORD) {
                losses.take();
            }
        } catch (MalformedBodyException e) {
            if (e.reason() != Reason.JSON) {
                throw e;
            }
            out.truncate(start);
            long skipped = skipWithin(parser, list);
            losses.refuse(e, losses.taken() - taken, field.part == Part.RECORD ? 1 : skipped);
        }
    }

    /**
     * Skips what the parser is in, up to where it is directly in the given object or list again. The parser keeps every name it
     * meets until the end of the body.
     *
     * @return the records that began meanwhile
     */
    private long skipWithin(JsonParser parser, JsonStreamContext outer) throws IOException, MalformedBodyException {
        long records = 0;
        while (parser.getParsingContext() != outer) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                takeName(parser);
            } else if (token == JsonToken.START_OBJECT && isRecord(parser.getParsingContext())) {
                records++;
            }
        }
        return records;
    }

    private static boolean isRecord(JsonStreamContext object) {
        JsonStreamContext list = object.getParent();
        return list != null
                && list.inArray()
                && list.getParent() != null
                && JsonMessage.isListOfRecords(list.getParent().getCurrentName());
    }

    private void takeName(JsonParser parser) throws IOException, MalformedBodyException {
        take(NAME_BYTES + 2L * parser.currentName().length(), "unknown fields");
    }

    private void value(JsonParser parser, Field field, ProtoWriter out) throws IOException, MalformedBodyException {
        JsonMessage message = field.message;
        if (message == null) {
            JsonScalars.write(parser, field, out);
            return;
        }
        int open = out.open();
        JsonScalars.expect(parser, JsonToken.START_OBJECT, "an object");
        message(parser, message, out);
        out.close(open);
    }
}
