package io.adxflow.sources.http;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Passes elements on by reference, and refuses to write them: the answer to a request depends on the outcome that the
 * next operator sets on the very object.
 */
public final class IngestElementSerializer extends TypeSerializerSingleton<IngestElement> {
    public static final IngestElementSerializer INSTANCE = new IngestElementSerializer();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public IngestElement createInstance() {
        throw mustBeChained();
    }

    @Override
    public IngestElement copy(IngestElement from) {
        return from;
    }

    @Override
    public IngestElement copy(IngestElement from, IngestElement reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(IngestElement element, DataOutputView target) throws IOException {
        throw mustBeChained();
    }

    @Override
    public IngestElement deserialize(DataInputView source) throws IOException {
        throw mustBeChained();
    }

    @Override
    public IngestElement deserialize(IngestElement reuse, DataInputView source) throws IOException {
        throw mustBeChained();
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        throw mustBeChained();
    }

    @Override
    public TypeSerializerSnapshot<IngestElement> snapshotConfiguration() {
        return new Snapshot();
    }

    private static UnsupportedOperationException mustBeChained() {
        return new UnsupportedOperationException(
                "an IngestElement is passed by reference only: the operator behind the HTTP"
                        + " source must be chained to it (same parallelism, forward, chaining not disabled)");
    }

    /** Names the serializer in state; there is nothing else to keep. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<IngestElement> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
