package io.adxflow.job.ops;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Found by Flink through {@code META-INF/services}; named in {@code metrics.reporter.adxflow.factory.class}. */
public final class OpsMetricReporterFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new OpsMetricReporter();
    }
}
