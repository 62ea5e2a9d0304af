package io.adxflow.sources.http;

import java.io.Serializable;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What {@link IngestOptions} say, checked.
 *
 * @param host empty for every interface
 * @param port 0 for any free one (tests)
 * @param inflightBytes budget for bodies not yet decoded
 * @param overloadStatus 503 or 429
 * @param maxBodyBytes as sent
 * @param maxDecompressedBytes kept for the decoder; the server does not look into bodies
 * @param rememberedBodies capacity of each reader's {@link BodyMemory}
 */
public record IngestSettings(
        String host,
        int port,
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
        Duration linger,
        int rememberedBodies)
        implements Serializable {

    /** The longest array that every JVM can allocate. */
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 16;

    /** @throws IllegalArgumentException for the first value out of its range; the message names key and value */
    public static IngestSettings from(ReadableConfig config) {
        String address = config.get(IngestOptions.HTTP).trim();
        int colon = address.lastIndexOf(':');
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
                host(address, colon),
                port(address, colon),
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
                duration(config, IngestOptions.LINGER, Duration.ZERO),
                count(config, IngestOptions.RETRY_MEMORY));
    }

    /**
     * These settings on one TaskManager: an address in its Flink configuration (the option's key behind {@code adxflow.}) wins
     * over the one that the job was submitted with.
     *
     * @throws IllegalArgumentException when it is no address
     */
    public IngestSettings onTaskManager(ReadableConfig taskManager) {
        ConfigOption<String> own = ConfigOptions.key(IngestOptions.TASK_MANAGER_PREFIX + IngestOptions.HTTP.key())
                .stringType()
                .noDefaultValue();
        return taskManager.getOptional(own).map(this::listeningOn).orElse(this);
    }

    private IngestSettings listeningOn(String text) {
        String address = text.trim();
        int colon = address.lastIndexOf(':');
        return new IngestSettings(
                host(address, colon),
                port(address, colon),
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
                linger,
                rememberedBodies);
    }

    /** The configured address, which is also what readers of one JVM share a listener by. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    InetSocketAddress socketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    private static String host(String address, int colon) {
        check(colon >= 0, IngestOptions.HTTP, address, "host:port");
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        check(host.indexOf(':') < 0, IngestOptions.HTTP, address, "host:port, IPv6 addresses in brackets");
        return host;
    }

    private static int port(String address, int colon) {
        String digits = address.substring(colon + 1);
        check(digits.matches("[0-9]{1,5}"), IngestOptions.HTTP, address, "host:port");
        int port = Integer.parseInt(digits);
        check(port <= 65535, IngestOptions.HTTP, address, "a port up to 65535");
        return port;
    }

    private static int count(ReadableConfig config, ConfigOption<Integer> option) {
        int value = config.get(option);
        check(value >= 1, option, value, "at least 1");
        return value;
    }

    private static int arrayBytes(ReadableConfig config, ConfigOption<MemorySize> option) {
        MemorySize value = config.get(option);
        check(value.getBytes() >= 1 && value.getBytes() <= MAX_ARRAY_BYTES, option, value, "1 byte to 2 gb");
        return (int) value.getBytes();
    }

    private static Duration duration(ReadableConfig config, ConfigOption<Duration> option, Duration least) {
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
