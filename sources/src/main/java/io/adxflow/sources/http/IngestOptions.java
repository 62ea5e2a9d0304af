package io.adxflow.sources.http;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of receiving. All limits hold per JVM, whatever the number of readers in it, unless they say else. */
public final class IngestOptions {
    /**
     * What stands before the key of an address in Flink's configuration of one TaskManager. The pipeline is configured where the job
     * is submitted, once for all; which addresses a host has free is known on the host alone.
     */
    static final String TASK_MANAGER_PREFIX = "adxflow.";

    public static final ConfigOption<String> HTTP = ConfigOptions.key("ingest.http")
            .stringType()
            .defaultValue("127.0.0.1:9201")
            .withDescription(
                    "Address to receive on, remote write and OTLP/HTTP alike, as host:port; an empty host listens"
                            + " on every interface. On a cluster, adxflow.ingest.http in a TaskManager's own Flink configuration wins;"
                            + " the two below likewise.");

    public static final ConfigOption<String> OTLP_HTTP = ConfigOptions.key("ingest.otlp-http")
            .stringType()
            .defaultValue("127.0.0.1:4318")
            .withDescription(
                    "Address of a second listener that takes OTLP/HTTP only, at the port that its senders have as"
                            + " default; off for none.");

    public static final ConfigOption<String> OTLP_GRPC = ConfigOptions.key("ingest.otlp-grpc")
            .stringType()
            .defaultValue("127.0.0.1:4317")
            .withDescription("Address to receive OTLP/gRPC on, as host:port; off for none.");

    public static final ConfigOption<Integer> THREADS = ConfigOptions.key("ingest.threads")
            .intType()
            .defaultValue(2)
            .withDescription(
                    "Threads that read sockets and hash bodies. One takes tens of thousands of requests a second.");

    public static final ConfigOption<MemorySize> INFLIGHT_BYTES = ConfigOptions.key("ingest.inflight-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(128))
            .withDescription("Heap that request bodies may hold from their first byte until they are decoded."
                    + " A request that does not fit is answered with ingest.overload-status.");

    public static final ConfigOption<Integer> OVERLOAD_STATUS = ConfigOptions.key("ingest.overload-status")
            .intType()
            .defaultValue(503)
            .withDescription("Status for requests there is no room for: 503, or 429."
                    + " Prometheus drops the data of a 429 unless retry_on_http_429 is set.");

    public static final ConfigOption<Duration> RETRY_AFTER = ConfigOptions.key("ingest.retry-after")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("Least wait told to senders by Retry-After; they are spread over one to two times of it.");

    public static final ConfigOption<Integer> MAX_CONNECTIONS = ConfigOptions.key("ingest.max-connections")
            .intType()
            .defaultValue(8192)
            .withDescription(
                    "Open connections, and likewise open gRPC calls; more are answered 503 (UNAVAILABLE), connections"
                            + " are closed.");

    public static final ConfigOption<Duration> GRPC_CONNECTION_AGE = ConfigOptions.key("ingest.grpc-connection-age")
            .durationType()
            .defaultValue(Duration.ofMinutes(30))
            .withDescription(
                    "Age at which a gRPC connection is asked to close (GOAWAY; calls in flight finish), so that"
                            + " senders find TaskManagers that came later.");

    public static final ConfigOption<MemorySize> MAX_BODY_SIZE = ConfigOptions.key("ingest.max-body-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(16))
            .withDescription("Largest request body, as sent (compressed); larger ones are answered 413."
                    + " Over gRPC it bounds the decompressed message as well.");

    public static final ConfigOption<MemorySize> MAX_DECOMPRESSED_SIZE = ConfigOptions.key(
                    "ingest.max-decompressed-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(128))
            .withDescription("Largest request body once decompressed; larger ones are refused.");

    public static final ConfigOption<Duration> BODY_TIMEOUT = ConfigOptions.key("ingest.body-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription(
                    "Time for a whole request to arrive, counted from its headers; slower ones are answered 408.");

    public static final ConfigOption<Duration> IDLE_TIMEOUT = ConfigOptions.key("ingest.idle-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(6))
            .withDescription("A connection without a request is closed after this."
                    + " Longer than the 5 minutes of Prometheus, so that it is the sender that closes.");

    public static final ConfigOption<Duration> WRITE_TIMEOUT = ConfigOptions.key("ingest.write-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("A connection whose sender does not take its answer within this is cut.");

    public static final ConfigOption<Duration> LINGER = ConfigOptions.key("ingest.linger")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Time the listener stays open without a reader, answering 503 with Retry-After, so that"
                    + " senders see a restart of the job as a short pause.");

    public static final ConfigOption<Integer> RETRY_MEMORY = ConfigOptions.key("ingest.retry-memory")
            .intType()
            .defaultValue(32768)
            .withDescription("Bodies remembered per reader (16 bytes each in state) for a minute or two at the most, so"
                    + " that a retry is acknowledged and not written twice.");

    private IngestOptions() {}
}
