package io.adxflow.sources.http;

import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Calls the operator behind the reader as a chain does: before collect returns. */
record TestReaderOutput(Consumer<IngestRequest> operator) implements ReaderOutput<IngestRequest> {
    @Override
    public void collect(IngestRequest request) {
        operator.accept(request);
    }

    @Override
    public void collect(IngestRequest request, long timestamp) {
        operator.accept(request);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<IngestRequest> createOutputForSplit(String splitId) {
        throw new AssertionError("there are no splits");
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
}
