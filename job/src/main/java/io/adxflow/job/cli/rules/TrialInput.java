package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.demo.ProtobufWriter;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * One line of input as request bodies: a sample as remote write 1.0, a request of remote write as it was sent, one of OTLP/JSON as one
 * request per record, so that what becomes of each can be told. Of metrics, each series is told of as it is.
 *
 * @param namespace as the line says, or null
 */
record TrialInput(@Nullable String namespace, WireFormat format, List<byte[]> bodies) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads a line.
     *
     * @param nowMillis the time of a sample without one
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static TrialInput parse(String line, long nowMillis) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        String namespace = json.hasNonNull("namespace") ? json.get("namespace").asText() : null;
        if (json.has("remoteWrite")) {
            return new TrialInput(
                    namespace, remoteWriteVersion(json.get("remoteWrite")), List.of(body(json.get("body"))));
        } else if (json.has("labels")) {
            return new TrialInput(namespace, WireFormat.REMOTE_WRITE_1, List.of(sample(json, nowMillis)));
        } else if (json.has("resourceLogs")) {
            return new TrialInput(namespace, WireFormat.OTLP_LOGS_JSON, OtlpSplit.LOGS.split(json));
        } else if (json.has("resourceSpans")) {
            return new TrialInput(namespace, WireFormat.OTLP_TRACES_JSON, OtlpSplit.SPANS.split(json));
        } else if (json.has("resourceMetrics")) {
            return new TrialInput(
                    namespace,
                    WireFormat.OTLP_METRICS_JSON,
                    List.of(json.toString().getBytes(StandardCharsets.UTF_8)));
        }
        throw new IllegalArgumentException(
                "has none of: labels, remoteWrite, resourceLogs, resourceSpans, resourceMetrics");
    }

    private static WireFormat remoteWriteVersion(JsonNode version) {
        return switch (version.asText()) {
            case "1.0" -> WireFormat.REMOTE_WRITE_1;
            case "2.0" -> WireFormat.REMOTE_WRITE_2;
            default ->
                throw new IllegalArgumentException(
                        "remoteWrite: '" + version.asText() + "' (expected: \"1.0\" or \"2.0\")");
        };
    }

    private static byte[] body(@Nullable JsonNode base64) {
        if (base64 == null) {
            throw new IllegalArgumentException("body: missing (expected: the request as it was sent, in base64)");
        }
        try {
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("body: not base64: " + e.getMessage(), e);
        }
    }

    private static byte[] sample(JsonNode json, long nowMillis) {
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> label : json.get("labels").properties()) {
            labels.put(label.getKey(), label.getValue().asText());
        }
        ProtobufWriter series = new ProtobufWriter();
        labels.forEach((name, value) -> {
            ProtobufWriter label = new ProtobufWriter();
            label.text(1, name);
            label.text(2, value);
            series.message(1, label);
        });
        ProtobufWriter sample = new ProtobufWriter();
        sample.fixedDouble(1, value(json.get("value")));
        sample.varint(2, millis(json.get("timestamp"), nowMillis));
        series.message(2, sample);
        ProtobufWriter request = new ProtobufWriter();
        request.message(1, series);
        try {
            return Snappy.compress(request.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("snappy does not work here: " + e.getMessage(), e);
        }
    }

    private static double value(@Nullable JsonNode value) {
        if (value == null || value.isNumber()) {
            return value == null ? 0 : value.doubleValue();
        }
        return switch (value.asText()) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> number(value.asText());
        };
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("value: '" + text + "' is not a number", e);
        }
    }

    private static long millis(@Nullable JsonNode timestamp, long nowMillis) {
        if (timestamp == null || timestamp.isNull()) {
            return nowMillis;
        }
        if (timestamp.isIntegralNumber()) {
            return timestamp.longValue();
        }
        try {
            return OffsetDateTime.parse(timestamp.asText()).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "timestamp: '" + timestamp.asText()
                            + "' (expected: as in 2026-11-29T12:00:00Z, or milliseconds since 1970)",
                    e);
        }
    }
}
