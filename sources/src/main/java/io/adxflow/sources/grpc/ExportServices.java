package io.adxflow.sources.grpc;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

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
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> SCHEMA =
            Metadata.Key.of("x-adxflow-schema", Metadata.ASCII_STRING_MARSHALLER);
    private static final String PACKAGE = "opentelemetry.proto.collector.";

    private ExportServices() {}

    static List<ServerServiceDefinition> over(ExportIntake intake) {
        return List.of(
                service(PACKAGE + "logs.v1.LogsService", Signal.LOGS, intake),
                service(PACKAGE + "trace.v1.TraceService", Signal.TRACES, intake),
                service(PACKAGE + "metrics.v1.MetricsService", Signal.METRICS, intake));
    }

    private static ServerServiceDefinition service(String name, Signal signal, ExportIntake intake) {
        MethodDescriptor<InputStream, byte[]> export =
                Messages.method(MethodType.UNARY, MethodDescriptor.generateFullMethodName(name, "Export"));
        return ServerServiceDefinition.builder(name)
                .addMethod(export, (call, metadata) -> start(call, metadata, signal, intake))
                .build();
    }

    private static ExportCall start(
            ServerCall<InputStream, byte[]> call, Metadata metadata, Signal signal, ExportIntake intake) {
        ExportCall export = new ExportCall(call);
        CallTracer.current().trace(export);
        InetSocketAddress remote = (InetSocketAddress)
                Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), "remote address");
        Caller caller = new Caller(
                remote,
                metadata.get(USER_AGENT),
                metadata.get(AUTHORIZATION),
                metadata.get(SCHEMA),
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        export.receiveWith(intake.begin(signal, metadata.get(NAMESPACE), metadata.get(DATABASE), caller, export));
        return export;
    }
}
