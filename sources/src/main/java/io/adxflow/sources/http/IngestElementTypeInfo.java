package io.adxflow.sources.http;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type of the HTTP source's output. See {@link IngestElementSerializer}. */
public final class IngestElementTypeInfo extends TypeInformation<IngestElement> {
    public static final IngestElementTypeInfo INSTANCE = new IngestElementTypeInfo();

    private IngestElementTypeInfo() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<IngestElement> getTypeClass() {
        return IngestElement.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<IngestElement> createSerializer(SerializerConfig config) {
        return IngestElementSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "IngestElement";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IngestElementTypeInfo;
    }

    @Override
    public int hashCode() {
        return IngestElementTypeInfo.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof IngestElementTypeInfo;
    }
}
