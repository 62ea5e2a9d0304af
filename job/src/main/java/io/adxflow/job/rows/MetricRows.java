package io.adxflow.job.rows;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;
import java.util.BitSet;

/** Appends OTLP metrics, translated to remote write 2.0 in one part or several, to the tables. One thread. */
final class MetricRows {
    private final OtlpMetricsTranslator translator;
    private final RemoteWriteDecoder decoder;
    private final LiveTables tables;

    MetricRows(OtlpMetricsTranslator translator, RemoteWriteDecoder decoder, LiveTables tables) {
        this.translator = translator;
        this.decoder = decoder;
        this.tables = tables;
    }

    /**
     * Appends all rows that the filter keeps; data points that cannot be rows are refused, each alone.
     *
     * @param message the request as protobuf, readable {@link ProtoReader#PADDING} bytes past its end
     * @return as {@link LiveTables#append}
     * @throws MalformedBodyException when the request as a whole cannot be read; nothing was appended then
     */
    AppendResult append(
            byte[] message,
            int length,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        try {
            translator.begin(message, length, tables.namespace(target).otlp().metrics());
            return appendTranslated(target, sequence, arrivalMillis, sender, filter);
        } finally {
            translator.release();
        }
    }

    private AppendResult appendTranslated(
            Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        long number = tables.beginAppend();
        AppendResult result = tables.result();
        long refused = translator.refusedPoints();
        result.problems.addTranslated(
                refused, translator.refusedExemplars(), translator.refusedSeries(), translator.problems());
        while (translator.next()) {
            tables.append(number, decode(), target, sequence, arrivalMillis, sender, filter);
            refused += pointsOf(result.refusedSeries);
            result.refusedSeries.clear();
        }
        result.rejectedDataPoints = refused;
        result.dataPoints = translator.dataPoints() - refused;
        result.roundedValues = translator.roundedValues();
        return result;
    }

    private DecodedBody decode() {
        try {
            return decoder.decode(WireFormat.REMOTE_WRITE_2, translator.buffer(), translator.length());
        } catch (MalformedBodyException e) {
            throw new IllegalStateException("a translated body cannot be decoded", e);
        }
    }

    /** The data points that these series come from; those of one point stand together. */
    private long pointsOf(BitSet series) {
        long points = 0;
        long last = OtlpMetricsTranslator.NO_POINT;
        for (int i = series.nextSetBit(0); i >= 0; i = series.nextSetBit(i + 1)) {
            long point = translator.dataPointOf(i);
            if (point != OtlpMetricsTranslator.NO_POINT && point != last) {
                points++;
                last = point;
            }
        }
        return points;
    }
}
