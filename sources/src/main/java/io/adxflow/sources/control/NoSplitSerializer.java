package io.adxflow.sources.control;

import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Serializer of what there is none of. */
public enum NoSplitSerializer implements SimpleVersionedSerializer<NoSplit> {
    INSTANCE;

    @Override
    public int getVersion() {
        return 1;
    }

    @Override
    public byte[] serialize(NoSplit split) {
        throw new IllegalStateException("the HTTP source has no splits");
    }

    @Override
    public NoSplit deserialize(int version, byte[] serialized) {
        throw new IllegalStateException("the HTTP source has no splits");
    }
}
