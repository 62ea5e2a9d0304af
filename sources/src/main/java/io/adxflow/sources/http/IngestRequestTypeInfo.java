package io.adxflow.sources.http;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type of the HTTP source's output. See {@link IngestRequestSerializer}. */
public final class IngestRequestTypeInfo extends TypeInformation<IngestRequest> {
    public static final IngestRequestTypeInfo INSTANCE = new IngestRequestTypeInfo();

    private IngestRequestTypeInfo() {}

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
    public Class<IngestRequest> getTypeClass() {
        return IngestRequest.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<IngestRequest> createSerializer(SerializerConfig config) {
        return IngestRequestSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "IngestRequest";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IngestRequestTypeInfo;
    }

    @Override
    public int hashCode() {
        return IngestRequestTypeInfo.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof IngestRequestTypeInfo;
    }
}
