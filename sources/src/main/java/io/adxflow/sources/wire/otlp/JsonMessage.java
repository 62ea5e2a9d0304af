package io.adxflow.sources.wire.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What OTLP's JSON may say of one message: its fields by their lowerCamelCase names, with how protobuf writes them. */
final class JsonMessage {
    /** "traceId and spanId byte arrays are represented as case-insensitive hex-encoded strings" (OTLP, JSON Protobuf Encoding). */
    private static final Set<String> HEX = Set.of("trace_id", "span_id", "parent_span_id");

    private static final Set<String> RECORDS = Set.of(
            "LogRecord",
            "Span",
            "NumberDataPoint",
            "HistogramDataPoint",
            "ExponentialHistogramDataPoint",
            "SummaryDataPoint");
    private static final Set<String> OWNERS = Set.of(
            "ResourceLogs", "ScopeLogs", "ResourceSpans", "ScopeSpans", "ResourceMetrics", "ScopeMetrics", "Metric");
    private static final Set<String> LISTS_OF_RECORDS = Set.of("logRecords", "spans", "dataPoints");

    private final Map<String, Field> fields = new HashMap<>();

    /** What is lost with a value that is refused. */
    enum Part {
        /** Neither of these: a value belongs to what it stands in. */
        VALUE,
        /** A resource with its records, a scope, a metric. */
        OWNER,
        RECORD;

        static Part of(FieldDescriptor field) {
            if (!field.isRepeated() || field.getType() != FieldDescriptor.Type.MESSAGE) {
                return VALUE;
            }
            String message = field.getMessageType().getName();
            return RECORDS.contains(message) ? RECORD : OWNERS.contains(message) ? OWNER : VALUE;
        }
    }

    /** One field; {@code message} is there for messages, {@code numbers} for enums. */
    static final class Field {
        final FieldDescriptor.Type type;
        final boolean repeated;
        final boolean packed;
        final boolean hex;
        final int number;
        /** With the wire type of a single value. */
        final int tag;

        final Part part;

        final Map<String, Integer> numbers = new HashMap<>();

        @Nullable
        JsonMessage message;

        Field(FieldDescriptor field) {
            type = field.getType();
            repeated = field.isRepeated();
            packed = field.isPacked();
            hex = type == FieldDescriptor.Type.BYTES && HEX.contains(field.getName());
            number = field.getNumber();
            part = Part.of(field);
            tag = number << 3
                    | switch (type) {
                        case DOUBLE, FIXED64, SFIXED64 -> WireFormat.WIRETYPE_FIXED64;
                        case FLOAT, FIXED32, SFIXED32 -> WireFormat.WIRETYPE_FIXED32;
                        case STRING, BYTES, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
                        case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> WireFormat.WIRETYPE_VARINT;
                        case GROUP -> throw new IllegalArgumentException(field + ": JSON has no groups");
                    };
            if (type == FieldDescriptor.Type.ENUM) {
                for (EnumValueDescriptor value : field.getEnumType().getValues()) {
                    numbers.put(value.getName(), value.getNumber());
                }
            }
        }
    }

    /** The field of a name, null when there is none such. */
    @Nullable
    Field field(String name) {
        return fields.get(name);
    }

    /**
     * The known name that an unknown one is meant to be, or null: the same but for case and underscores, which protobuf's own names
     * have, else the one with most of its beginning.
     */
    @Nullable
    String nearest(String name) {
        String bare = bare(name);
        String nearest = null;
        int longest = bare.length() / 2;
        for (String known : fields.keySet()) {
            String candidate = bare(known);
            int common = 0;
            while (common < Math.min(bare.length(), candidate.length())
                    && bare.charAt(common) == candidate.charAt(common)) {
                common++;
            }
            if (candidate.equals(bare)) {
                return known;
            }
            if (common > longest) {
                longest = common;
                nearest = known;
            }
        }
        return nearest;
    }

    private static String bare(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    static boolean isListOfRecords(@Nullable String field) {
        return field != null && LISTS_OF_RECORDS.contains(field);
    }

    /** @param known the messages made already, for messages that hold themselves */
    static JsonMessage of(Descriptor message, Map<String, JsonMessage> known) {
        JsonMessage made = known.get(message.getFullName());
        if (made != null) {
            return made;
        }
        made = new JsonMessage();
        known.put(message.getFullName(), made);
        for (FieldDescriptor descriptor : message.getFields()) {
            if (descriptor.isMapField()) {
                throw new IllegalArgumentException(descriptor + ": maps are not supported, OTLP has none");
            }
            if (descriptor.getNumber() >= Long.SIZE) {
                throw new IllegalArgumentException(descriptor + ": its number (expected: below " + Long.SIZE + ")");
            }
            Field field = new Field(descriptor);
            if (field.type == FieldDescriptor.Type.MESSAGE) {
                field.message = of(descriptor.getMessageType(), known);
            }
            made.fields.put(descriptor.getJsonName(), field);
        }
        return made;
    }
}
