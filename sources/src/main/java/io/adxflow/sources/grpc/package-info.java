/** OTLP over gRPC: the transport alone. What becomes of a call is decided behind {@link io.adxflow.sources.grpc.ExportIntake}. */
package io.adxflow.sources.grpc;
