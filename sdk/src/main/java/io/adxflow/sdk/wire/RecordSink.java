package io.adxflow.sdk.wire;

import java.util.Map;

/** Takes what a body says. Arguments are copied. Calls of the other signal than the format's are refused. */
public interface RecordSink {

    /**
     * A sample of a metric.
     *
     * @param labels without {@code __name__}; names and values are not empty
     * @param timestampMillis epoch milliseconds
     */
    void sample(String metric, Map<String, String> labels, long timestampMillis, double value);

    /**
     * A log record.
     *
     * @param timestampNanos epoch nanoseconds
     * @param severity 1 to 24 as OpenTelemetry numbers them, 0 for unknown
     * @param severityText as the sender names it, or empty
     * @param resource what sent it, such as {@code service.name}
     */
    void log(
            long timestampNanos,
            int severity,
            String severityText,
            String body,
            Map<String, String> attributes,
            Map<String, String> resource);
}
