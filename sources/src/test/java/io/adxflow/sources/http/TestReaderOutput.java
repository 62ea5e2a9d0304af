package io.adxflow.sources.http;

import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Calls the operator behind the reader as a chain does: before collect returns. */
record TestReaderOutput(Consumer<IngestElement> operator) implements ReaderOutput<IngestElement> {
    @Override
    public void collect(IngestElement element) {
        operator.accept(element);
    }

    @Override
    public void collect(IngestElement element, long timestamp) {
        operator.accept(element);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<IngestElement> createOutputForSplit(String splitId) {
        throw new AssertionError("there are no splits");
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
}
