package io.adxflow.sinks.batch;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** A {@link Codec} as Sink V2 wants it. The version is in the bytes as well; the codec's is the one that counts. */
public final class CodecVersionedSerializer<T> implements SimpleVersionedSerializer<T> {
    private final Codec<T> codec;

    public CodecVersionedSerializer(Codec<T> codec) {
        this.codec = codec;
    }

    @Override
    public int getVersion() {
        return codec.version();
    }

    @Override
    public byte[] serialize(T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        codec.write(value, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        return codec.read(new DataInputDeserializer(serialized));
    }
}
