/**
 * Who a request is from, and what he may do: one implementation for every listener, of HTTP and of gRPC. Knows neither Flink's runtime
 * nor sockets; what it is asked on an event loop does not block.
 */
@org.jspecify.annotations.NullMarked
package io.adxflow.sources.auth;
