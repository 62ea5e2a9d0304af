package io.adxflow.sinks.batch;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A Flink serializer over a {@link Codec}, for immutable values unless a subclass says otherwise. Since each value carries its layout's version, the
 * serializer itself never changes and state of older releases is always compatible as is.
 */
public abstract class CodecSerializer<T> extends TypeSerializerSingleton<T> {

    /** The codec, from a static field: serializers are serialized themselves. */
    protected abstract Codec<T> codec();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    @SuppressWarnings("NullAway") // Flink's contract: null where no instance can be reused.
    public final @Nullable T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public final int getLength() {
        return -1;
    }

    @Override
    public final void serialize(T value, DataOutputView out) throws IOException {
        codec().write(value, out);
    }

    @Override
    public final T deserialize(DataInputView in) throws IOException {
        return codec().read(in);
    }

    @Override
    public final T deserialize(T reuse, DataInputView in) throws IOException {
        return codec().read(in);
    }

    @Override
    public final void copy(DataInputView in, DataOutputView out) throws IOException {
        codec().write(codec().read(in), out);
    }

    /** Stream records' type over such a serializer. */
    public static <T> CodecTypeInfo<T> typeInfo(Class<T> type, TypeSerializer<T> serializer) {
        return new CodecTypeInfo<>(type, serializer);
    }
}
