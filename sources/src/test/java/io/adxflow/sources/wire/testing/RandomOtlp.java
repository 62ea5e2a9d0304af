package io.adxflow.sources.wire.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of logs and spans with every field, each sometimes left out, and with texts and numbers that are easily got wrong. */
public final class RandomOtlp {
    private static final String[] PIECES = {
        "a", "B", "_", ".", "z9", "\"", "\\", "\n", "\r", "\t", "\u0001", "\u2028", "\u2029", "<", ">", "&", ",", " ",
        "é", "⌘", "😀", "\u007f", "{", "}", "'", ":", "0", "true"
    };

    private final Random random;

    public RandomOtlp(long seed) {
        random = new Random(seed);
    }

    /** @param signal logs or traces */
    public Message next(Signal signal) {
        return switch (signal) {
            case LOGS -> logs();
            case TRACES -> traces();
            case METRICS, REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("signal: " + signal);
        };
    }

    public ExportLogsServiceRequest logs() {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            ResourceLogs.Builder resource = ResourceLogs.newBuilder();
            if (often()) {
                resource.setResource(resource());
            }
            if (often()) {
                resource.setSchemaUrl(text(4));
            }
            for (int j = random.nextInt(3); j > 0; j--) {
                ScopeLogs.Builder scope = ScopeLogs.newBuilder();
                if (often()) {
                    scope.setScope(scope());
                }
                if (often()) {
                    scope.setSchemaUrl(text(4));
                }
                for (int k = random.nextInt(5); k > 0; k--) {
                    scope.addLogRecords(logRecord());
                }
                resource.addScopeLogs(scope);
            }
            request.addResourceLogs(resource);
        }
        return request.build();
    }

    public ExportTraceServiceRequest traces() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            ResourceSpans.Builder resource = ResourceSpans.newBuilder();
            if (often()) {
                resource.setResource(resource());
            }
            if (often()) {
                resource.setSchemaUrl(text(4));
            }
            for (int j = random.nextInt(3); j > 0; j--) {
                ScopeSpans.Builder scope = ScopeSpans.newBuilder();
                if (often()) {
                    scope.setScope(scope());
                }
                if (often()) {
                    scope.setSchemaUrl(text(4));
                }
                for (int k = random.nextInt(5); k > 0; k--) {
                    scope.addSpans(span());
                }
                resource.addScopeSpans(scope);
            }
            request.addResourceSpans(resource);
        }
        return request.build();
    }

    private Resource resource() {
        Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes());
        if (rarely()) {
            resource.setDroppedAttributesCount(random.nextInt());
        }
        while (rarely()) {
            EntityRef.Builder entity =
                    EntityRef.newBuilder().setSchemaUrl(text(3)).setType(text(3));
            entity.addIdKeys(text(2)).addIdKeys(text(2)).addDescriptionKeys(text(2));
            resource.addEntityRefs(entity);
        }
        return resource.build();
    }

    private InstrumentationScope scope() {
        return InstrumentationScope.newBuilder()
                .setName(text(4))
                .setVersion(text(3))
                .addAllAttributes(attributes())
                .setDroppedAttributesCount(rarely() ? random.nextInt() : 0)
                .build();
    }

    public LogRecord logRecord() {
        LogRecord.Builder record = LogRecord.newBuilder().addAllAttributes(attributes());
        if (often()) {
            record.setTimeUnixNano(nanos());
        }
        if (often()) {
            record.setObservedTimeUnixNano(nanos());
        }
        if (often()) {
            record.setSeverityNumberValue(rarely() ? random.nextInt() : random.nextInt(25));
        }
        if (often()) {
            record.setSeverityText(text(3)).setEventName(text(3));
        }
        if (often()) {
            record.setBody(value(4));
        }
        if (often()) {
            record.setTraceId(bytes(16)).setSpanId(bytes(8)).setFlags(random.nextInt());
        }
        if (rarely()) {
            record.setDroppedAttributesCount(random.nextInt()).setTraceId(bytes(random.nextInt(20)));
        }
        return record.build();
    }

    public Span span() {
        Span.Builder span = Span.newBuilder().addAllAttributes(attributes());
        if (often()) {
            span.setTraceId(bytes(16)).setSpanId(bytes(8)).setParentSpanId(bytes(8));
        }
        if (often()) {
            span.setName(text(5)).setTraceState(text(4)).setFlags(random.nextInt());
        }
        if (often()) {
            span.setKindValue(rarely() ? random.nextInt() : random.nextInt(6));
        }
        if (often()) {
            span.setStartTimeUnixNano(nanos());
        }
        if (often()) {
            span.setEndTimeUnixNano(nanos());
        }
        if (often()) {
            span.setStatus(Status.newBuilder()
                    .setMessage(text(4))
                    .setCodeValue(rarely() ? random.nextInt() : random.nextInt(3)));
        }
        if (rarely()) {
            span.setDroppedAttributesCount(random.nextInt());
            span.setDroppedEventsCount(random.nextInt()).setDroppedLinksCount(random.nextInt());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            span.addEvents(Span.Event.newBuilder()
                    .setName(text(4))
                    .setTimeUnixNano(rarely() ? 0 : nanos())
                    .addAllAttributes(attributes())
                    .setDroppedAttributesCount(rarely() ? random.nextInt() : 0));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            span.addLinks(Span.Link.newBuilder()
                    .setTraceId(bytes(16))
                    .setSpanId(bytes(8))
                    .setTraceState(text(3))
                    .addAllAttributes(attributes())
                    .setDroppedAttributesCount(rarely() ? random.nextInt() : 0)
                    .setFlags(rarely() ? random.nextInt() : 0));
        }
        return span.build();
    }

    private List<KeyValue> attributes() {
        Map<String, KeyValue> attributes = new LinkedHashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            KeyValue attribute = keyValue(2);
            attributes.put(attribute.getKey(), attribute);
        }
        return List.copyOf(attributes.values());
    }

    private KeyValue keyValue(int depth) {
        KeyValue.Builder pair = KeyValue.newBuilder();
        pair.setKey(
                switch (random.nextInt(12)) {
                    case 0 -> random.nextBoolean() ? "lifted.String" : "lifted.string";
                    case 1 -> random.nextBoolean() ? "lifted.long" : "Lifted.Long";
                    case 2 -> "LIFTED.real";
                    case 3 -> "lifted.bool";
                    case 4 -> "lifted.datetime";
                    case 5 -> "lifted.dynamic";
                    default -> text(4);
                });
        if (!rarely()) {
            pair.setValue(value(depth));
        }
        return pair.build();
    }

    private AnyValue value(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0 -> value.setStringValue(text(8));
            case 1 -> value.setStringValue(textOfATypedColumn());
            case 2 -> value.setBoolValue(random.nextBoolean());
            case 3 -> value.setIntValue(integer());
            case 4, 5 -> value.setDoubleValue(real());
            case 6 -> value.setBytesValue(bytes(random.nextInt(12)));
            case 7 -> value.clear();
            case 8, 9 -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.addValues(value(depth - 1));
                }
                value.setArrayValue(array);
            }
            default -> {
                Map<String, KeyValue> pairs = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    KeyValue pair = keyValue(depth - 1);
                    pairs.put(pair.getKey(), pair);
                }
                value.setKvlistValue(KeyValueList.newBuilder().addAllValues(pairs.values()));
            }
        }
        return value.build();
    }

    private String textOfATypedColumn() {
        String[] texts = {
            "12",
            "-9223372036854775808",
            "9223372036854775808",
            "012",
            "2026-11-21T08:39:00.123456789Z",
            "2026-11-21T08:39:00+02:00",
            "2026-11-21",
            "true",
            "1.5",
            "",
            "0001-01-01T00:30:00+01:00",
            "0001-01-01T00:00:00-01:00",
            "9999-12-31T23:30:00-01:00",
            "2026-11-21T08:39Z",
            "2026-11-21t08:39:00z"
        };
        return texts[random.nextInt(texts.length)];
    }

    private long integer() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextLong();
            case 2 -> Long.MIN_VALUE;
            default -> -random.nextInt(1000);
        };
    }

    private double real() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextInt() / 1000.0;
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> Double.NaN;
            case 4 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            default -> -0.0;
        };
    }

    private long nanos() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(1000);
            case 2 -> 1_700_000_000_000_000_000L + random.nextInt() * 1_000_000L;
            default -> 1_700_000_000_000_000_000L + random.nextInt();
        };
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private String text(int maxPieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxPieces + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private boolean often() {
        return random.nextInt(6) != 0;
    }

    private boolean rarely() {
        return random.nextInt(6) == 0;
    }
}
