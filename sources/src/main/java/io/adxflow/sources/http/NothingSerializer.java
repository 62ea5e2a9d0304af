package io.adxflow.sources.http;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Serializer of what carries nothing: zero bytes of version 1. A later version of the source may put something there, and tells by
 * the version.
 */
final class NothingSerializer<T> implements SimpleVersionedSerializer<T> {
    private static final int VERSION = 1;

    private final Supplier<T> restored;

    /** @param restored gives what zero bytes stand for */
    NothingSerializer(Supplier<T> restored) {
        this.restored = restored;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(T nothing) {
        return new byte[0];
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION || serialized.length != 0) {
            throw new IOException("state of the HTTP source: version " + version + ", " + serialized.length
                    + " bytes (expected: version 1, 0 bytes); it was written by a newer adxflow");
        }
        return restored.get();
    }
}
