package io.adxflow.sources.wire.otlp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.testing.OtlpMetricsOracle;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.adxflow.sources.wire.testing.WireModel;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Random metrics against the oracle, and damaged ones. */
class TranslatorPropertiesTest {
    private static final int BODIES = 300;
    private final long seed = Long.getLong("adxflow.seed", 1);

    @RepeatedTest(3)
    void becomesTheSeriesThatTheOracleSays() throws Exception {
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        Random random = new Random(seed);
        Translation translation = new Translation();
        for (int i = 0; i < BODIES; i++) {
            ExportMetricsServiceRequest request = metrics.next();
            OtlpMetricRules rules = rules(random);
            OtlpMetricsOracle.Expected expected = OtlpMetricsOracle.expect(request, rules);

            translation.translate(request.toByteArray(), rules);

            String about = "seed " + seed + ", body " + i + ", " + rules;
            List<WireModel.Series> series = expected.body().series();
            for (int k = 0; k < Math.min(series.size(), translation.series.size()); k++) {
                assertThat(translation.series.get(k))
                        .as(about + ", series " + k)
                        .isEqualTo(series.get(k));
            }
            assertThat(translation.translator.refusedPoints())
                    .as(about + translation.translator.problems())
                    .isEqualTo(expected.refused());
            assertThat(translation.series).as(about).hasSameSizeAs(series);
            assertThat(translation.translator.refusedExemplars()).as(about).isZero();
            assertThat(translation.distinctMetadata()).as(about).isEqualTo(Translation.metadata(expected.body()));
        }
    }

    private static OtlpMetricRules rules(Random random) {
        List<List<String>> promote = List.of(List.of(), List.of("*"), List.of("host.name", "job", "service.name"));
        return new OtlpMetricRules(
                MetricNaming.values()[random.nextInt(3)],
                promote.get(random.nextInt(3)),
                random.nextBoolean(),
                random.nextBoolean());
    }
}
