/**
 * The server of OpAMP (open-telemetry/opamp-spec): agents report themselves and get their configuration, over HTTP and WebSocket on one
 * path. State is in memory; what must outlive a process is kept by {@link io.adxflow.job.opamp.AgentLog}.
 */
@org.jspecify.annotations.NullMarked
package io.adxflow.job.opamp;
