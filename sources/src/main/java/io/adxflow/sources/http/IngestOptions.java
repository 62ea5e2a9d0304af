package io.adxflow.sources.http;

import io.adxflow.sources.auth.Authentication;
import java.time.Duration;
import java.util.List;
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
            .withDescription(
                    "Heap that request bodies may hold from their first byte until they are decoded; at most an"
                            + " eighth of it all, if that is enough for a body of ingest.max-body-size. A request that does not fit is answered with ingest.overload-status.");

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
                    "Open connections, and likewise open gRPC calls. A new connection takes the place of the one that has"
                            + " been idle longest; when every sender waits for an answer, it is answered 503 (UNAVAILABLE) and"
                            + " closed.");

    public static final ConfigOption<Integer> MAX_CONNECTIONS_PER_ADDRESS = ConfigOptions.key(
                    "ingest.max-connections-per-address")
            .intType()
            .defaultValue(2048)
            .withDescription("Open connections of one sender's address (of IPv6: of one /64), likewise.");

    public static final ConfigOption<List<String>> LOAD_BALANCERS = ConfigOptions.key("ingest.load-balancers")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("Addresses or networks (10.0.0.0/8) that many senders come from, such as proxies and load"
                    + " balancers; ingest.max-connections-per-address does not hold for them.");

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

    public static final ConfigOption<Duration> HEADER_TIMEOUT = ConfigOptions.key("ingest.header-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription(
                    "Time for a request's first line and headers, of a new connection counted from its opening;"
                            + " slower ones are closed. Over gRPC, time to begin with HTTP/2.");

    public static final ConfigOption<Double> DECODE_MEMORY_SHARE = ConfigOptions.key("ingest.decode-memory-share")
            .doubleType()
            .defaultValue(0.2)
            .withDescription(
                    "Part of the heap, 0.02 to 0.6, for what bodies decompress and are decoded to, in all readers"
                            + " of a JVM together. A body that needs more than half of it is answered with 413; one for which others"
                            + " leave too little at the moment, with ingest.overload-status.");

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

    public static final ConfigOption<List<String>> CORS_ORIGINS = ConfigOptions.key("ingest.cors-origins")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("Origins of web pages whose scripts may send, as in https://shop.example.org or"
                    + " https://*.example.org; * for all. Requests of other pages are answered 403.");

    public static final ConfigOption<Double> BACKLOG_SHARE = ConfigOptions.key("ingest.backlog-share")
            .doubleType()
            .defaultValue(0.8)
            .withDescription(
                    "Part of storage.max-bytes-per-moniker, above 0 and below 1, that a moniker's undelivered bytes"
                            + " may take before the namespaces that send most, by limits.<namespace>.weight, are held back to what"
                            + " leaves, so that the others are not refused.");

    public static final ConfigOption<Duration> QUEUE_TIME = ConfigOptions.key("ingest.queue-time")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription(
                    "Time that requests may wait for their reader before the namespaces that send most are held back"
                            + " likewise.");

    public static final ConfigOption<Integer> RETRY_MEMORY = ConfigOptions.key("ingest.retry-memory")
            .intType()
            .defaultValue(32768)
            .withDescription("Bodies remembered per reader (16 bytes each in state) for a minute or two at the most, so"
                    + " that a retry is acknowledged and not written twice.");

    public static final ConfigOption<Authentication> AUTHENTICATION = ConfigOptions.key("ingest.authentication")
            .enumType(Authentication.class)
            .defaultValue(Authentication.NONE)
            .withDescription("Whether senders must prove who they are, and may write to their own namespaces alone, as"
                    + " senders.<name> and auth.jwt.* say. none: anybody may write. observe: anybody may, and who could not with"
                    + " require is counted and logged. require: they must.");

    private IngestOptions() {}
}
