package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.adxflow.proto.v1.BucketSpan;
import io.adxflow.proto.v1.Histogram;
import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.TimeSeries;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramRowsTest {
    private final RowsOfBodies rows = new RowsOfBodies();

    private AppendResult append(Consumer<Histogram.Builder> change) {
        Histogram.Builder histogram = Histogram.newBuilder()
                .setTimestamp(1000)
                .setCountInt(12)
                .setSum(18.5)
                .setSchema(0)
                .setZeroThreshold(0.001)
                .setZeroCountInt(2)
                .addPositiveSpans(span(0, 2))
                .addPositiveSpans(span(1, 1))
                .addPositiveDeltas(1)
                .addPositiveDeltas(2)
                .addPositiveDeltas(-1)
                .addNegativeSpans(span(-1, 1))
                .addNegativeDeltas(4)
                .setResetHint(Histogram.ResetHint.NO);
        change.accept(histogram);
        TimeSeries series = TimeSeries.newBuilder()
                .addLabels(Label.newBuilder().setName("__name__").setValue("rpc,seconds"))
                .addHistograms(histogram)
                .build();
        byte[] body = WriteRequest.newBuilder().addTimeseries(series).build().toByteArray();
        return rows.append(WireFormat.REMOTE_WRITE_1, RemoteWriteFixtures.compress(body), RowFilter.ALL);
    }

    private static BucketSpan span(int offset, int length) {
        return BucketSpan.newBuilder().setOffset(offset).setLength(length).build();
    }

    private String row() {
        List<String> lines = rows.drain(4000).get("Prom_NativeHistograms");
        assertThat(lines).hasSize(1);
        return lines.get(0).replaceFirst("^[^{]*\\{}\",", "");
    }

    @Test
    void keepsAllThatWasSentAndTheBounds() {
        AppendResult result = append(histogram -> {});
        assertThat(result.histograms()).isEqualTo(1);
        assertThat(result.rows()).isEqualTo(1);
        assertThat(row())
                .isEqualTo("\"rpc,seconds\",12,18.5,0,0.001,2,\"[[0,2],[1,1]]\",\"[1,3,2]\",\"[1,2,8]\","
                        + "\"[[-1,1]]\",\"[4]\",\"[-0.5]\",\"[]\",no,false,");
    }

    @Test
    void keepsFloatsAndCustomBounds() {
        append(histogram -> histogram
                .clear()
                .setTimestamp(1000)
                .setCountFloat(1.5)
                .setSum(Double.NaN)
                .setSchema(-53)
                .addPositiveSpans(span(0, 3))
                .addPositiveCounts(0.5)
                .addPositiveCounts(0)
                .addPositiveCounts(1)
                .addCustomValues(0.1)
                .addCustomValues(5));
        assertThat(row())
                .isEqualTo("\"rpc,seconds\",1.5,NaN,-53,0,0,\"[[0,3]]\",\"[0.5,0,1]\",\"[0.1,5,\"\"Infinity\"\"]\","
                        + "\"[]\",\"[]\",\"[]\",\"[0.1,5]\",unknown,true,");
    }

    @Test
    void countsBeyondALongAreWrittenExactly() {
        append(histogram -> histogram.clear().setTimestamp(1).setCountInt(-1L).setZeroCountInt(-1L));
        assertThat(row()).startsWith("\"rpc,seconds\",18446744073709551615,0,0,0,18446744073709551615,");
    }

    @Test
    void refusesWhatPrometheusRefuses() {
        refused("schema 100", histogram -> histogram.setSchema(100));
        refused("spans need 4 buckets, there are 3", histogram -> histogram.addPositiveSpans(span(0, 1)));
        refused("positive span 3 has offset -1", histogram -> histogram.addPositiveSpans(span(-1, 0)));
        refused("positive bucket 3 has count -1", histogram -> histogram.setPositiveDeltas(2, -4));
        refused("12 observations in the buckets, but the count is 13", histogram -> histogram.setCountInt(13));
        refused("but the count is 11", histogram -> histogram.setCountInt(11).setSum(Double.NaN));
        refused("custom bounds with schema 0", histogram -> histogram.addCustomValues(1));
        refused("custom buckets and negative buckets", histogram -> histogram.setSchema(-53));
        refused(
                "spans need 4294967295 buckets",
                histogram -> histogram.setPositiveSpans(0, span(0, -1)).setPositiveSpans(1, span(0, 0)));
        assertThat(append(histogram -> histogram.setCountInt(13).setSum(Double.NaN))
                        .problems())
                .isNull();
    }

    private void refused(String why, Consumer<Histogram.Builder> change) {
        AppendResult result = append(change);
        assertThat(result.problems()).contains("1 native histograms", "rpc,seconds", why);
        assertThat(result.rejectedSamples()).isEqualTo(1);
        assertThat(result.histograms()).isZero();
        assertThat(result.rows()).isZero();
    }

    @Test
    void theBucketOfInfinityEndsAtInfinity() {
        assertThat(BucketBounds.exponential(1025, 0)).isInfinite();
    }

    /** Figures of Prometheus' table of bounds (model/histogram/generic.go), doubled, for it begins at a half. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "1, 0, 2",
        "-3, 0, 0.125",
        "1, 3, 1.0905077326652577",
        "7, 3, 1.8340080864093424",
        "8, 3, 2",
        "-1, 3, 0.9170040432046711",
        "1, 8, 1.0027112750502025",
        "1024, 0, 1.7976931348623157e308",
        "1025, 0, Infinity",
        "1, -4, 65536",
        "64, -4, 1.7976931348623157e308",
        "0, -9, 1"
    })
    void placesBoundsAsPrometheusDoes(long index, int schema, double bound) {
        // Its table is off by one in the last place here and there.
        assertThat(BucketBounds.exponential(index, schema)).isCloseTo(bound, withinPercentage(1e-13));
    }
}
