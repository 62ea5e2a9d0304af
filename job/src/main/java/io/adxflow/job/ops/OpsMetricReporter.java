package io.adxflow.job.ops;

import io.adxflow.sources.http.IngestHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Flink's metrics, ours among them, in the JVM's {@link MetricStore}. With {@code listen} in its configuration
 * ({@code metrics.reporter.adxflow.listen: 0.0.0.0:9202}) it also serves them: that is how a TaskManager of a real cluster gets
 * its ops endpoint. {@code ./adxflow run} starts the endpoint itself, because that one also knows the job's state.
 */
public final class OpsMetricReporter implements MetricReporter {
    private @Nullable OpsServer server;

    @Override
    public void open(MetricConfig config) {
        String listen = config.getString("listen", "");
        if (!listen.isEmpty()) {
            try {
                server = OpsServer.start(
                        HostPort.parse(listen),
                        MetricStore.instance(),
                        new TaskManagerHealth(IngestHub.jvm()::statuses));
            } catch (IOException e) {
                throw new UncheckedIOException("metrics.reporter.adxflow.listen: cannot listen on " + listen, e);
            }
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        MetricStore.instance().add(metric, name, group);
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        MetricStore.instance().remove(metric);
    }
}
