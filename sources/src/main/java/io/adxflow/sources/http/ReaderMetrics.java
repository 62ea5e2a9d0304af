package io.adxflow.sources.http;

import io.adxflow.sources.auth.Denial;
import io.adxflow.sources.limits.Stock;
import io.adxflow.sources.wire.WireFormat;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/** The {@link IngestMetric}s of one reader, and the numbers of its own that Flink and its autoscaler look at. */
final class ReaderMetrics {
    private final Counter numRecordsIn;
    private final Counter numBytesIn;
    private final Map<WireFormat, Counter> receivedRequests = new EnumMap<>(WireFormat.class);
    private final Counter receivedBytes;
    private final Map<Refusal, Counter> rejectedRequests = new EnumMap<>(Refusal.class);
    private final LatencyHistogram ackLatency = new LatencyHistogram();
    private final MetricGroup group;

    ReaderMetrics(SourceReaderMetricGroup operator) {
        numRecordsIn = operator.getIOMetricGroup().getNumRecordsInCounter();
        numBytesIn = operator.getIOMetricGroup().getNumBytesInCounter();
        group = operator.addGroup("adxflow");
        receivedBytes = group.counter(IngestMetric.RECEIVED_BYTES.metricName());
        for (Refusal reason : Refusal.values()) {
            rejectedRequests.put(
                    reason,
                    group.addGroup("reason", reason.label())
                            .counter(IngestMetric.REJECTED_REQUESTS.metricName(), new ThreadSafeSimpleCounter()));
        }
        group.histogram(IngestMetric.ACK_LATENCY.metricName(), ackLatency);
    }

    void gauge(IngestMetric metric, LongSupplier value) {
        group.gauge(metric.metricName(), (Gauge<Long>) value::getAsLong);
    }

    /** @param namespace the label's value; whoever calls bounds how many there are */
    void namespace(String namespace, LongSupplier bytes, LongSupplier turnedAway, LongSupplier bound) {
        MetricGroup labelled = group.addGroup("namespace", namespace);
        labelled.gauge(IngestMetric.NAMESPACE_BYTES.metricName(), (Gauge<Long>) bytes::getAsLong);
        labelled.gauge(IngestMetric.NAMESPACE_TURNED_AWAY.metricName(), (Gauge<Long>) turnedAway::getAsLong);
        labelled.gauge(IngestMetric.NAMESPACE_BOUND.metricName(), (Gauge<Long>) bound::getAsLong);
    }

    /** @param namespace likewise */
    void stock(String namespace, Stock stock, LongSupplier held) {
        IngestMetric metric =
                switch (stock) {
                    case LIVE_SERIES -> IngestMetric.NAMESPACE_LIVE_SERIES;
                    case TABLES -> IngestMetric.NAMESPACE_HELD_TABLES;
                    case STORAGE -> IngestMetric.NAMESPACE_HELD_BYTES;
                };
        group.addGroup("namespace", namespace).gauge(metric.metricName(), (Gauge<Long>) held::getAsLong);
    }

    /** @param moniker the label's value; whoever calls bounds how many there are */
    void moniker(String moniker, LongSupplier held) {
        group.addGroup("moniker", moniker).gauge(IngestMetric.HELD_BYTES.metricName(), (Gauge<Long>) held::getAsLong);
    }

    /** @param listener the label's value */
    void port(String listener, LongSupplier port) {
        group.addGroup("listener", listener)
                .gauge(IngestMetric.LISTEN_PORT.metricName(), (Gauge<Long>) port::getAsLong);
    }

    /** With the name of listeners as a label. */
    void gauge(IngestMetric metric, String listeners, LongSupplier value) {
        group.addGroup("listener", listeners).gauge(metric.metricName(), (Gauge<Long>) value::getAsLong);
    }

    void denied(Denial.Reason reason, LongSupplier count) {
        group.addGroup("reason", reason.label())
                .counter(IngestMetric.DENIED_REQUESTS.metricName(), new ReadCounter(count));
    }

    /** A number that is counted elsewhere. */
    private record ReadCounter(LongSupplier count) implements Counter {
        @Override
        public void inc() {
            throw new UnsupportedOperationException("counted elsewhere");
        }

        @Override
        public void inc(long n) {
            inc();
        }

        @Override
        public void dec() {
            inc();
        }

        @Override
        public void dec(long n) {
            inc();
        }

        @Override
        public long getCount() {
            return count.getAsLong();
        }
    }

    void received(IngestRequest request) {
        numRecordsIn.inc();
        numBytesIn.inc(request.bodyLength());
        receivedRequests.computeIfAbsent(request.format(), this::counter).inc();
        receivedBytes.inc(request.bodyLength());
    }

    /** Made with the first request: of the formats there are, a sender uses one or two. */
    private Counter counter(WireFormat format) {
        return group.addGroup("format", format.name().toLowerCase(Locale.ROOT))
                .counter(IngestMetric.RECEIVED_REQUESTS.metricName());
    }

    /** Any thread may call it. */
    void refused(Refusal reason, long count) {
        Counter requests = rejectedRequests.get(reason);
        if (requests != null) {
            requests.inc(count);
        }
    }

    void answered(long latencyMillis) {
        ackLatency.update(latencyMillis);
    }
}
