package io.adxflow.job.rows;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;
import java.security.SecureRandom;

/**
 * Makes rows of bodies, whatever their format: decodes each and appends what is in it to the tables. One thread; decoders may
 * be shared by several of these in that thread.
 */
public final class BodyRows {
    private static final long LEAST_ROW_BYTES = 64 << 20;

    private final RemoteWriteDecoder remoteWrite;
    private final OtlpBodies otlp;
    private final LiveTables tables;
    private final OtlpRows logs;
    private final OtlpRows traces;
    private final MetricRows metrics;

    /** @param maxDecompressedBytes bodies that hold more are refused; the rows of one may take about twice as much */
    public BodyRows(RemoteWriteDecoder remoteWrite, OtlpBodies otlp, LiveTables tables, int maxDecompressedBytes) {
        this.remoteWrite = remoteWrite;
        this.otlp = otlp;
        this.tables = tables;
        long maxRowBytes = Math.max(LEAST_ROW_BYTES, 2L * maxDecompressedBytes);
        logs = new OtlpRows(Signal.LOGS, maxRowBytes, tables);
        traces = new OtlpRows(Signal.TRACES, maxRowBytes, tables);
        long seed = new SecureRandom().nextLong();
        metrics = new MetricRows(new OtlpMetricsTranslator(maxDecompressedBytes, seed), remoteWrite, tables);
    }

    /**
     * Appends all rows of the body that the filter keeps, as {@link LiveTables#append} says.
     *
     * @param body begins with the body as it came; as long, unless it is remote write's
     * @throws MalformedBodyException when the body as a whole cannot be read; nothing was appended then
     */
    public AppendResult append(
            WireFormat format,
            byte[] body,
            int bodyLength,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        return switch (format.signal()) {
            case REMOTE_WRITE ->
                tables.append(
                        remoteWrite.decodeCompressed(format, body, bodyLength),
                        target,
                        sequence,
                        arrivalMillis,
                        sender,
                        filter);
            case LOGS, TRACES -> {
                int length = otlp.inflate(format, body);
                yield (format.signal() == Signal.LOGS ? logs : traces)
                        .append(otlp.buffer(), length, target, sequence, arrivalMillis, sender, filter);
            }
            case METRICS -> {
                int length = otlp.inflate(format, body);
                yield metrics.append(otlp.buffer(), length, target, sequence, arrivalMillis, sender, filter);
            }
        };
    }
}
