package io.adxflow.sources.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Methods whose messages are not made into objects: bytes both ways. */
final class Messages {
    private Messages() {}

    /** A request's stream is for the listener to read before it returns. */
    static MethodDescriptor<InputStream, byte[]> method(MethodType type, String fullName) {
        return MethodDescriptor.<InputStream, byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(fullName)
                .setRequestMarshaller(new Unread())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Unread implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("a server reads no responses");
        }
    }
}
