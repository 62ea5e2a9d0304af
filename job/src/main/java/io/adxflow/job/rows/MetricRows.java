package io.adxflow.job.rows;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.KnownSeriesBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.otlp.metrics.KnownParts;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;
import io.adxflow.sources.wire.otlp.metrics.PointStreams;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Appends OTLP metrics to the tables: points of {@linkplain KnownPoints known streams} as samples of their series, all others
 * translated to remote write 2.0 in one part or several. One thread.
 */
final class MetricRows {
    private final OtlpMetricsTranslator translator;
    private final RemoteWriteDecoder decoder;
    private final DecodeCharge charge;
    private final LiveTables tables;
    private final KnownPoints known;
    private int checked;
    private @Nullable DecodedBody decoded;

    MetricRows(BodyDecoders decoders, LiveTables tables) {
        this.translator = decoders.metrics();
        this.decoder = decoders.remoteWrite();
        this.charge = decoders.charge();
        this.tables = tables;
        this.known =
                new KnownPoints(new PointStreams(decoders.streamSeed()), tables.streams(), new KnownSeriesBody(charge));
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
        OtlpMetricRules rules = tables.namespace(target).otlp().metrics();
        try {
            checked = 0;
            boolean looks = tables.takesKnownSeries(target);
            if (looks) {
                long salt = tables.saltOf(rules);
                known.read(message, length, salt, rules.targetInfo(), tables.readySeries(target));
            } else {
                known.clear();
            }
            boolean translates = !known.isWhole();
            if (translates) {
                translator.begin(message, length, rules, this::check, looks ? known : KnownParts.NONE);
            }
            charge.force();
            long number = tables.beginAppend();
            AppendResult result = tables.result();
            long refused = appendKnown(number, target, sequence, arrivalMillis, sender, filter);
            if (translates) {
                refused += appendTranslated(number, target, sequence, arrivalMillis, sender, filter);
            }
            result.rejectedDataPoints = refused;
            result.dataPoints = (translates ? translator.dataPoints() : known.count()) - refused;
            return result;
        } finally {
            translator.release();
            known.clear();
        }
    }

    /** Decodes a request before any row is made of the body, which makes all the arrays that it will take. */
    private void check(byte[] request, int length) throws MalformedBodyException {
        decoded = decoder.decode(WireFormat.REMOTE_WRITE_2, request, length);
        checked++;
    }

    /** Nothing is taken into the cache between the look at the series and this, and so nothing evicted. */
    private long appendKnown(
            long number, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        DecodedBody samples = known.samples();
        if (samples.seriesCount() == 0) {
            return 0;
        }
        AppendResult result = tables.result();
        tables.append(number, samples, target, sequence, arrivalMillis, sender, filter, true);
        result.metadata += known.described();
        long refused = 0;
        BitSet series = result.refusedSeries;
        for (int i = series.nextSetBit(0); i >= 0; i = series.nextSetBit(i + 1)) {
            refused += known.isTarget(i) ? 0 : 1;
        }
        series.clear();
        return refused;
    }

    private long appendTranslated(
            long number, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        AppendResult result = tables.result();
        long refused = translator.refusedPoints();
        result.problems.addTranslated(
                refused, translator.refusedExemplars(), translator.refusedSeries(), translator.problems());
        known.beginLearning();
        while (translator.next()) {
            DecodedBody body = decode();
            tables.append(number, body, target, sequence, arrivalMillis, sender, filter, true);
            refused += pointsOf(result.refusedSeries);
            result.refusedSeries.clear();
            known.learn(translator, body);
        }
        if (translator.refusedSeries() == 0) {
            known.endLearning();
        }
        result.roundedValues = translator.roundedValues();
        return refused;
    }

    private DecodedBody decode() {
        if (checked == 1 && decoded != null) {
            return decoded;
        }
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
