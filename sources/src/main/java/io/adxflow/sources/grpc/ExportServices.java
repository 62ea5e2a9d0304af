package io.adxflow.sources.grpc;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

/**
 * OTLP's three services ({@code opentelemetry.proto.collector.*.v1}), each with its one method {@code Export}. Messages stay
 * bytes both ways.
 */
final class ExportServices {
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("x-adxflow-namespace", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> DATABASE =
            Metadata.Key.of("x-adxflow-database", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> USER_AGENT =
            Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);
    private static final String PACKAGE = "opentelemetry.proto.collector.";

    private ExportServices() {}

    static List<ServerServiceDefinition> over(ExportIntake intake) {
        return List.of(
                service(PACKAGE + "logs.v1.LogsService", Signal.LOGS, intake),
                service(PACKAGE + "trace.v1.TraceService", Signal.TRACES, intake),
                service(PACKAGE + "metrics.v1.MetricsService", Signal.METRICS, intake));
    }

    private static ServerServiceDefinition service(String name, Signal signal, ExportIntake intake) {
        MethodDescriptor<InputStream, byte[]> export = MethodDescriptor.<InputStream, byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(name, "Export"))
                .setRequestMarshaller(new Unread())
                .setResponseMarshaller(new Bytes())
                .build();
        return ServerServiceDefinition.builder(name)
                .addMethod(export, (call, metadata) -> start(call, metadata, signal, intake))
                .build();
    }

    private static ExportCall start(
            ServerCall<InputStream, byte[]> call, Metadata metadata, Signal signal, ExportIntake intake) {
        ExportCall export = new ExportCall(call);
        CallTracer.current().trace(export);
        String agent = metadata.get(USER_AGENT);
        String sender = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) + (agent == null ? "" : " " + agent);
        export.receiveWith(intake.begin(signal, metadata.get(NAMESPACE), metadata.get(DATABASE), sender, export));
        return export;
    }

    /** Hands over the message's stream, for the listener to read before it returns. */
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
