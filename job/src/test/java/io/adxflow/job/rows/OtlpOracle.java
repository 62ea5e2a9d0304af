package io.adxflow.job.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rows should say, read from the generated classes with Jackson's trees: docs/tables.md once more, slow and plain. */
public final class OtlpOracle {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private final OtlpRules rules;

    public OtlpOracle(OtlpRules rules) {
        this.rules = rules;
    }

    public List<Map<String, String>> rows(Message request) {
        List<Map<String, String>> rows = new ArrayList<>();
        if (request instanceof ExportLogsServiceRequest logs) {
            for (ResourceLogs resource : logs.getResourceLogsList()) {
                for (ScopeLogs scope : resource.getScopeLogsList()) {
                    for (LogRecord log : scope.getLogRecordsList()) {
                        rows.add(log(resource, scope, log));
                    }
                }
            }
        } else if (request instanceof ExportTraceServiceRequest traces) {
            for (ResourceSpans resource : traces.getResourceSpansList()) {
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    for (Span span : scope.getSpansList()) {
                        rows.add(span(resource, scope, span));
                    }
                }
            }
        }
        return rows;
    }

    private Map<String, String> log(ResourceLogs resource, ScopeLogs scope, LogRecord log) {
        Map<String, String> row = new LinkedHashMap<>();
        long time = log.getTimeUnixNano();
        long observed = log.getObservedTimeUnixNano();
        row.put(
                "Timestamp",
                time != 0
                        ? instant(time)
                        : observed != 0 ? instant(observed) : instant(OtlpBodiesInRows.ARRIVAL * 1_000_000));
        row.put("ObservedTimestamp", instant(observed));
        row.put("TraceId", hex(log.getTraceId()));
        row.put("SpanId", hex(log.getSpanId()));
        row.put("SeverityText", log.getSeverityText());
        row.put("SeverityNumber", Integer.toString(log.getSeverityNumberValue()));
        row.put("Body", log.hasBody() ? body(log.getBody()).toString() : "");
        Map<String, String> lifted = new LinkedHashMap<>();
        String attributes = unlifted(log.getAttributesList(), rules.liftAttributes(), lifted)
                .toString();
        Map<String, String> liftedResources = resource(row, "Resource", resource.hasResource(), resource.getResource());
        row.put("Attributes", attributes);
        row.put("EventName", log.getEventName());
        row.put("Flags", unsigned(log.getFlags()));
        row.put("DroppedAttributesCount", unsigned(log.getDroppedAttributesCount()));
        row.put("TimeUnixNano", inLong(unsigned(time)));
        row.put("ObservedTimeUnixNano", inLong(unsigned(observed)));
        owners(
                row,
                scope.hasScope() ? scope.getScope() : null,
                scope.getSchemaUrl(),
                resource.hasResource() ? resource.getResource() : null,
                resource.getSchemaUrl());
        row.putAll(lifted);
        row.putAll(liftedResources);
        return row;
    }

    private Map<String, String> span(ResourceSpans resource, ScopeSpans scope, Span span) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("TraceID", hex(span.getTraceId()));
        row.put("SpanID", hex(span.getSpanId()));
        row.put("ParentID", hex(span.getParentSpanId()));
        row.put("SpanName", span.getName());
        int code = span.getStatus().getCodeValue();
        row.put(
                "SpanStatus",
                code < 0 || code > 2
                        ? Integer.toString(code)
                        : span.getStatus().getCode().name());
        row.put(
                "SpanKind",
                span.getKindValue() < 0 || span.getKindValue() > 5
                        ? Integer.toString(span.getKindValue())
                        : span.getKind().name());
        row.put("StartTime", instant(span.getStartTimeUnixNano()));
        row.put("EndTime", instant(span.getEndTimeUnixNano()));
        Map<String, String> lifted = new LinkedHashMap<>();
        String attributes = unlifted(span.getAttributesList(), rules.liftAttributes(), lifted)
                .toString();
        Map<String, String> liftedResources =
                resource(row, "ResourceAttributes", resource.hasResource(), resource.getResource());
        row.put("TraceAttributes", attributes);
        row.put("Events", events(span).toString());
        row.put("Links", links(span).toString());
        row.put("SpanStatusMessage", span.getStatus().getMessage());
        row.put("TraceState", span.getTraceState());
        row.put("Flags", unsigned(span.getFlags()));
        BigInteger start = unsigned(span.getStartTimeUnixNano());
        BigInteger end = unsigned(span.getEndTimeUnixNano());
        row.put("DurationNano", start.signum() == 0 || end.signum() == 0 ? "" : inLong(end.subtract(start)));
        row.put("StartTimeUnixNano", inLong(start));
        row.put("DroppedAttributesCount", unsigned(span.getDroppedAttributesCount()));
        row.put("DroppedEventsCount", unsigned(span.getDroppedEventsCount()));
        row.put("DroppedLinksCount", unsigned(span.getDroppedLinksCount()));
        owners(
                row,
                scope.hasScope() ? scope.getScope() : null,
                scope.getSchemaUrl(),
                resource.hasResource() ? resource.getResource() : null,
                resource.getSchemaUrl());
        row.putAll(lifted);
        row.putAll(liftedResources);
        return row;
    }

    private static ArrayNode events(Span span) {
        ArrayNode events = NODES.arrayNode();
        for (Span.Event event : span.getEventsList()) {
            ObjectNode node = events.addObject();
            node.put("EventName", event.getName());
            node.put("Timestamp", event.getTimeUnixNano() == 0 ? null : instant(event.getTimeUnixNano()));
            node.set("EventAttributes", object(event.getAttributesList()));
            if (event.getDroppedAttributesCount() != 0) {
                node.put("DroppedAttributesCount", Integer.toUnsignedLong(event.getDroppedAttributesCount()));
            }
        }
        return events;
    }

    private static ArrayNode links(Span span) {
        ArrayNode links = NODES.arrayNode();
        for (Span.Link link : span.getLinksList()) {
            ObjectNode node = links.addObject();
            node.put("TraceID", hex(link.getTraceId()));
            node.put("SpanID", hex(link.getSpanId()));
            node.put("TraceState", link.getTraceState());
            node.set("SpanLinkAttributes", object(link.getAttributesList()));
            if (link.getDroppedAttributesCount() != 0) {
                node.put("DroppedAttributesCount", Integer.toUnsignedLong(link.getDroppedAttributesCount()));
            }
            if (link.getFlags() != 0) {
                node.put("Flags", Integer.toUnsignedLong(link.getFlags()));
            }
        }
        return links;
    }

    private Map<String, String> resource(Map<String, String> row, String column, boolean there, Resource resource) {
        Map<String, String> lifted = new LinkedHashMap<>();
        String attributes = unlifted(resource.getAttributesList(), rules.liftResources(), lifted)
                .toString();
        row.put(column, there ? attributes : "");
        return lifted;
    }

    private static void owners(
            Map<String, String> row,
            @Nullable InstrumentationScope scope,
            String scopeUrl,
            @Nullable Resource resource,
            String resourceUrl) {
        row.put("ScopeName", scope == null ? "" : scope.getName());
        row.put("ScopeVersion", scope == null ? "" : scope.getVersion());
        row.put(
                "ScopeAttributes",
                scope == null ? "" : object(scope.getAttributesList()).toString());
        row.put("ScopeDroppedAttributesCount", scope == null ? "" : unsigned(scope.getDroppedAttributesCount()));
        row.put("ScopeSchemaUrl", scopeUrl);
        row.put(
                "ResourceDroppedAttributesCount",
                resource == null ? "" : unsigned(resource.getDroppedAttributesCount()));
        row.put("ResourceSchemaUrl", resourceUrl);
        row.put("ResourceEntityRefs", resource == null ? "" : entityRefs(resource));
    }

    private static String entityRefs(Resource resource) {
        ArrayNode references = NODES.arrayNode();
        for (EntityRef reference : resource.getEntityRefsList()) {
            ObjectNode node = references.addObject();
            node.put("schemaUrl", reference.getSchemaUrl());
            node.put("type", reference.getType());
            ArrayNode ids = node.putArray("idKeys");
            reference.getIdKeysList().forEach(ids::add);
            ArrayNode descriptions = node.putArray("descriptionKeys");
            reference.getDescriptionKeysList().forEach(descriptions::add);
        }
        return references.isEmpty() ? "" : references.toString();
    }

    private static ObjectNode unlifted(
            List<KeyValue> attributes, List<LiftedAttribute> lifts, Map<String, String> lifted) {
        Set<KeyValue> gone = new LinkedHashSet<>();
        for (LiftedAttribute lift : lifts) {
            lifted.put(lift.column(), "");
            for (KeyValue attribute : attributes) {
                String text = attribute.getKey().equalsIgnoreCase(lift.attribute()) && attribute.hasValue()
                        ? typed(lift, attribute.getValue())
                        : null;
                if (text != null) {
                    lifted.put(lift.column(), text);
                    gone.add(attribute);
                    break;
                }
            }
        }
        return object(attributes.stream().filter(kept -> !gone.contains(kept)).toList());
    }

    /** The text of a value in a typed column, or null when that cannot hold it. */
    private static @Nullable String typed(LiftedAttribute lift, AnyValue value) {
        AnyValue.ValueCase is = value.getValueCase();
        return switch (lift.type()) {
            case STRING ->
                switch (is) {
                    case STRING_VALUE -> value.getStringValue();
                    case BOOL_VALUE, INT_VALUE -> json(value).asText();
                    case DOUBLE_VALUE -> json(value).asText();
                    default -> null;
                };
            case LONG ->
                is == AnyValue.ValueCase.INT_VALUE
                        ? Long.toString(value.getIntValue())
                        : is == AnyValue.ValueCase.STRING_VALUE
                                        && value.getStringValue().matches("0|-?[1-9][0-9]{0,18}")
                                        && new BigInteger(value.getStringValue()).bitLength() < 64
                                ? value.getStringValue()
                                : null;
            case REAL ->
                is == AnyValue.ValueCase.DOUBLE_VALUE
                        ? realText(value.getDoubleValue())
                        : is == AnyValue.ValueCase.INT_VALUE
                                        && value.getIntValue() >= -(1L << 53)
                                        && value.getIntValue() <= 1L << 53
                                ? Long.toString(value.getIntValue())
                                : null;
            case BOOL -> is == AnyValue.ValueCase.BOOL_VALUE ? Boolean.toString(value.getBoolValue()) : null;
            case DATETIME -> is == AnyValue.ValueCase.STRING_VALUE ? datetime(value.getStringValue()) : null;
            case DYNAMIC ->
                is == AnyValue.ValueCase.VALUE_NOT_SET ? null : json(value).toString();
        };
    }

    private static @Nullable String datetime(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            boolean held = !instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                    && instant.isBefore(Instant.parse("+10000-01-01T00:00:00Z"));
            // With seconds, and without what OffsetDateTime takes beyond RFC 3339.
            return held && text.matches("[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}.*") && !text.contains("z") ? text : null;
        } catch (java.time.format.DateTimeParseException e) {
            return null;
        }
    }

    private static JsonNode body(AnyValue body) {
        return body.hasKvlistValue() ? json(body) : NODES.objectNode().set("message", json(body));
    }

    private static ObjectNode object(List<KeyValue> pairs) {
        ObjectNode object = NODES.objectNode();
        for (KeyValue pair : pairs) {
            object.set(pair.getKey(), json(pair.getValue()));
        }
        return object;
    }

    private static JsonNode json(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> NODES.textNode(value.getStringValue());
            case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE ->
                Double.isFinite(value.getDoubleValue())
                        ? NODES.numberNode(value.getDoubleValue())
                        : NODES.textNode(Double.toString(value.getDoubleValue()));
            case BYTES_VALUE ->
                NODES.textNode(
                        Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
            case ARRAY_VALUE -> {
                ArrayNode array = NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(element -> array.add(json(element)));
                yield array;
            }
            case KVLIST_VALUE -> object(value.getKvlistValue().getValuesList());
            case VALUE_NOT_SET -> NODES.nullNode();
        };
    }

    private static String realText(double value) {
        return Double.toString(value);
    }

    /** The columns in which texts may differ that mean the same: JSON, and numbers that are doubles. */
    public static String normal(String column, String text) {
        boolean dynamic = Set.of(
                        "Body",
                        "Resource",
                        "Attributes",
                        "ResourceAttributes",
                        "TraceAttributes",
                        "Events",
                        "Links",
                        "ScopeAttributes",
                        "ResourceEntityRefs",
                        "ADynamic")
                .contains(column);
        if (column.equals("AReal") && !text.isEmpty()) {
            return Double.toString(Double.parseDouble(text));
        }
        if (column.endsWith("String") && text.matches("-?[0-9]+\\.[0-9E.-]+|-?[0-9.]+e-?[0-9]+")) {
            return Double.toString(Double.parseDouble(text));
        }
        try {
            return dynamic && !text.isEmpty() ? JSON.readTree(text).toString() : text;
        } catch (JsonProcessingException e) {
            throw new AssertionError(column + ": " + text, e);
        }
    }

    private static String instant(long nanos) {
        if (nanos == 0) {
            return "";
        }
        long billion = 1_000_000_000;
        return INSTANT.format(
                Instant.ofEpochSecond(Long.divideUnsigned(nanos, billion), Long.remainderUnsigned(nanos, billion)));
    }

    private static BigInteger unsigned(long number) {
        return new BigInteger(Long.toUnsignedString(number));
    }

    private static String inLong(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.toString() : "";
    }

    private static String unsigned(int number) {
        return Integer.toUnsignedString(number);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
