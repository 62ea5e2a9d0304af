package io.adxflow.sources.translate;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Log records as OTLP's {@code ExportLogsServiceRequest}, those of one resource together, in the order that they came in. */
final class LogBody implements TranslatedBody {
    private static final int MOST_SEVERE = 24;

    private final long maxBytes;
    private final Map<Map<String, String>, ScopeLogs.Builder> resources = new LinkedHashMap<>();
    private long bytes;

    LogBody(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void sample(String metric, Map<String, String> labels, long timestampMillis, double value) {
        throw new IllegalStateException("a sample of a format whose signal is LOGS");
    }

    @Override
    public void log(
            long timestampNanos,
            int severity,
            String severityText,
            String body,
            Map<String, String> attributes,
            Map<String, String> resource) {
        if (severity < 0 || severity > MOST_SEVERE) {
            throw new IllegalArgumentException("severity: " + severity + " (expected: 0 to " + MOST_SEVERE + ")");
        }
        LogRecord log = LogRecord.newBuilder()
                .setTimeUnixNano(timestampNanos)
                .setSeverityNumber(SeverityNumber.forNumber(severity))
                .setSeverityText(severityText)
                .setBody(AnyValue.newBuilder().setStringValue(body))
                .addAllAttributes(attributes(attributes))
                .build();
        bytes += log.getSerializedSize();
        if (bytes > maxBytes) {
            throw new TooMuchException();
        }
        resources
                .computeIfAbsent(new TreeMap<>(resource), any -> ScopeLogs.newBuilder())
                .addLogRecords(log);
    }

    private static List<KeyValue> attributes(Map<String, String> texts) {
        List<KeyValue> attributes = new ArrayList<>();
        new TreeMap<>(texts)
                .forEach((key, text) -> attributes.add(KeyValue.newBuilder()
                        .setKey(key)
                        .setValue(AnyValue.newBuilder().setStringValue(text))
                        .build()));
        return attributes;
    }

    @Override
    public byte[] finish() {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        resources.forEach((resource, records) -> request.addResourceLogs(ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(attributes(resource)))
                .addScopeLogs(records)));
        return request.build().toByteArray();
    }
}
