package io.adxflow.sources.http;

import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.groups.ProxyMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** The context of a reader outside a task; metrics go to the group it is given. */
final class TestReaderContext implements SourceReaderContext {
    final Counter recordsIn = new SimpleCounter();
    final Counter bytesIn = new SimpleCounter();
    private final SourceReaderMetricGroup metricGroup;

    TestReaderContext(MetricGroup parent) {
        this.metricGroup = new ReaderGroup(parent);
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return metricGroup;
    }

    @Override
    public Configuration getConfiguration() {
        return new Configuration();
    }

    @Override
    public String getLocalHostName() {
        return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public int currentParallelism() {
        return 1;
    }

    @Override
    public void sendSplitRequest() {
        throw new AssertionError("there are no splits");
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        throw new AssertionError("there are no events");
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        throw new UnsupportedOperationException();
    }

    private final class ReaderGroup extends ProxyMetricGroup<MetricGroup> implements SourceReaderMetricGroup {
        ReaderGroup(MetricGroup parent) {
            super(parent);
        }

        @Override
        public OperatorIOMetricGroup getIOMetricGroup() {
            return new IoGroup(parentMetricGroup);
        }

        @Override
        public Counter getNumRecordsInErrorsCounter() {
            return new SimpleCounter();
        }

        @Override
        public void setPendingBytesGauge(Gauge<Long> pendingBytes) {
            parentMetricGroup.gauge("pendingBytes", pendingBytes);
        }

        @Override
        public void setPendingRecordsGauge(Gauge<Long> pendingRecords) {
            parentMetricGroup.gauge("pendingRecords", pendingRecords);
        }
    }

    private final class IoGroup extends ProxyMetricGroup<MetricGroup> implements OperatorIOMetricGroup {
        IoGroup(MetricGroup parent) {
            super(parent);
        }

        @Override
        public Counter getNumRecordsInCounter() {
            return recordsIn;
        }

        @Override
        public Counter getNumRecordsOutCounter() {
            return new SimpleCounter();
        }

        @Override
        public Counter getNumBytesInCounter() {
            return bytesIn;
        }

        @Override
        public Counter getNumBytesOutCounter() {
            return new SimpleCounter();
        }
    }
}
