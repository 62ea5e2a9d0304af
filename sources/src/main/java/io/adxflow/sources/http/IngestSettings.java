package io.adxflow.sources.http;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * What {@link IngestOptions} say, checked.
 *
 * @param http the main listener
 * @param otlpHttp the listener for OTLP/HTTP alone; null when it is off, as is {@code otlpGrpc}
 * @param inflightBytes budget for bodies not yet decoded
 * @param overloadStatus 503 or 429
 * @param maxBodyBytes as sent
 * @param maxDecompressedBytes kept for the decoder; the server does not look into bodies
 * @param rememberedBodies capacity of each reader's {@link BodyMemory}
 * @param senders what one sender may do
 * @param trust whom they are taken from
 */
public record IngestSettings(
        IngestAddress http,
        @Nullable IngestAddress otlpHttp,
        @Nullable IngestAddress otlpGrpc,
        int threads,
        long inflightBytes,
        int overloadStatus,
        Duration retryAfter,
        int maxConnections,
        int maxBodyBytes,
        int maxDecompressedBytes,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        Duration grpcConnectionAge,
        Duration linger,
        int rememberedBodies,
        SenderLimits senders,
        TrustSettings trust)
        implements Serializable {

    /** The longest array that every JVM can allocate. */
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 16;

    /** @throws IllegalArgumentException for the first value out of its range; the message names key and value */
    public static IngestSettings from(ReadableConfig config) {
        int overloadStatus = config.get(IngestOptions.OVERLOAD_STATUS);
        check(
                overloadStatus == 503 || overloadStatus == 429,
                IngestOptions.OVERLOAD_STATUS,
                overloadStatus,
                "503 or 429");
        int maxBody = arrayBytes(config, IngestOptions.MAX_BODY_SIZE);
        MemorySize inflight = config.get(IngestOptions.INFLIGHT_BYTES);
        check(
                inflight.getBytes() >= maxBody,
                IngestOptions.INFLIGHT_BYTES,
                inflight,
                "at least " + IngestOptions.MAX_BODY_SIZE.key() + ", " + MemorySize.parse(maxBody + "b"));
        return new IngestSettings(
                IngestAddress.parse(IngestOptions.HTTP, config.get(IngestOptions.HTTP)),
                IngestAddress.parseUnlessOff(IngestOptions.OTLP_HTTP, config.get(IngestOptions.OTLP_HTTP)),
                IngestAddress.parseUnlessOff(IngestOptions.OTLP_GRPC, config.get(IngestOptions.OTLP_GRPC)),
                count(config, IngestOptions.THREADS),
                inflight.getBytes(),
                overloadStatus,
                duration(config, IngestOptions.RETRY_AFTER, Duration.ofSeconds(1)),
                count(config, IngestOptions.MAX_CONNECTIONS),
                maxBody,
                arrayBytes(config, IngestOptions.MAX_DECOMPRESSED_SIZE),
                duration(config, IngestOptions.BODY_TIMEOUT, Duration.ofMillis(1)),
                duration(config, IngestOptions.IDLE_TIMEOUT, Duration.ofMillis(1)),
                duration(config, IngestOptions.WRITE_TIMEOUT, Duration.ofMillis(1)),
                duration(config, IngestOptions.GRPC_CONNECTION_AGE, Duration.ofSeconds(1)),
                duration(config, IngestOptions.LINGER, Duration.ZERO),
                count(config, IngestOptions.RETRY_MEMORY),
                SenderLimits.from(config),
                TrustSettings.from(config));
    }

    /**
     * These settings on one TaskManager: an address in its Flink configuration (the option's key behind {@code adxflow.}) wins
     * over the one that the job was submitted with.
     *
     * @throws IllegalArgumentException when it is no address
     */
    public IngestSettings onTaskManager(ReadableConfig taskManager) {
        String ownHttp = own(taskManager, IngestOptions.HTTP);
        String ownOtlpHttp = own(taskManager, IngestOptions.OTLP_HTTP);
        String ownOtlpGrpc = own(taskManager, IngestOptions.OTLP_GRPC);
        return new IngestSettings(
                ownHttp == null ? http : IngestAddress.parse(IngestOptions.HTTP, ownHttp),
                ownOtlpHttp == null ? otlpHttp : IngestAddress.parseUnlessOff(IngestOptions.OTLP_HTTP, ownOtlpHttp),
                ownOtlpGrpc == null ? otlpGrpc : IngestAddress.parseUnlessOff(IngestOptions.OTLP_GRPC, ownOtlpGrpc),
                threads,
                inflightBytes,
                overloadStatus,
                retryAfter,
                maxConnections,
                maxBodyBytes,
                maxDecompressedBytes,
                bodyTimeout,
                idleTimeout,
                writeTimeout,
                grpcConnectionAge,
                linger,
                rememberedBodies,
                senders,
                trust);
    }

    private static @Nullable String own(ReadableConfig taskManager, ConfigOption<String> option) {
        ConfigOption<String> own = ConfigOptions.key(IngestOptions.TASK_MANAGER_PREFIX + option.key())
                .stringType()
                .noDefaultValue();
        return taskManager.getOptional(own).orElse(null);
    }

    /** The configured main address, which is also what readers of one JVM share their listeners by. */
    public String address() {
        return http.toString();
    }

    static int count(ReadableConfig config, ConfigOption<Integer> option) {
        int value = config.get(option);
        check(value >= 1, option, value, "at least 1");
        return value;
    }

    private static int arrayBytes(ReadableConfig config, ConfigOption<MemorySize> option) {
        MemorySize value = config.get(option);
        check(value.getBytes() >= 1 && value.getBytes() <= MAX_ARRAY_BYTES, option, value, "1 byte to 2 gb");
        return (int) value.getBytes();
    }

    static Duration duration(ReadableConfig config, ConfigOption<Duration> option, Duration least) {
        Duration value = config.get(option);
        check(
                value.compareTo(least) >= 0 && value.compareTo(Duration.ofDays(365)) <= 0,
                option,
                value.toMillis() + " ms",
                "at least " + least.toMillis() + " ms, at most a year");
        return value;
    }

    private static void check(boolean holds, ConfigOption<?> option, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option.key() + ": " + value + " (expected: " + expected + ")");
        }
    }
}
