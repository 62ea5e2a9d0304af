package io.adxflow.job.handshake;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** What senders that shake hands are told, and how long it holds. */
public final class HandshakeOptions {
    public static final ConfigOption<String> LISTEN = ConfigOptions.key("handshake.http")
            .stringType()
            .defaultValue("control")
            .withDescription(
                    "Where hand-shakes and OpAMP are answered, with ./adxflow run: control for wherever the control API"
                            + " listens, which is this machine; HOST:PORT for an address of its own, where agents on other"
                            + " machines show an enrolment token; or off. On a cluster, metrics.reporter.adxflow.handshake in the"
                            + " Flink configuration is the address.");

    public static final ConfigOption<String> PUBLIC_URL = ConfigOptions.key("handshake.public-url")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Where senders reach the main listener, as https://ingest.example.com; without a path, or with the"
                            + " path that a proxy takes away. By default the listener itself, by the name that the agent has"
                            + " called when it listens on every address.");

    public static final ConfigOption<String> PUBLIC_GRPC = ConfigOptions.key("handshake.public-grpc")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Where senders reach the listener of OTLP/gRPC, as host:port; by default the listener itself.");

    public static final ConfigOption<Duration> TOKEN_LIFETIME = ConfigOptions.key("handshake.token-lifetime")
            .durationType()
            .defaultValue(Duration.ofHours(12))
            .withDescription(
                    "How long a token is good for sending. It is given anew when half of that is over; an agent that is"
                            + " configured by OpAMP restarts its Collector then. Once it has expired it is taken for"
                            + " auth.grace-period; then its sender is told to come again (503), and keeps what it has.");

    public static final ConfigOption<Duration> ENROLMENT_LIFETIME = ConfigOptions.key("handshake.enrolment-lifetime")
            .durationType()
            .defaultValue(Duration.ofDays(365))
            .withDescription(
                    "How long an enrolment token is good, which agents keep in their own configuration to shake hands with.");

    public static final ConfigOption<String> KEYS = ConfigOptions.key("handshake.keys")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "File with the keys that tokens are signed by: a JSON Web Key Set of symmetric keys for HS256, each with"
                            + " a kid. The first signs, all verify; a changed file is read within seconds. By default one is made"
                            + " below storage.directory (keys/handshake.json).");

    public static final ConfigOption<UnknownNamespace> UNKNOWN_NAMESPACE = ConfigOptions.key(
                    "handshake.unknown-namespace")
            .enumType(UnknownNamespace.class)
            .defaultValue(UnknownNamespace.REFUSE)
            .withDescription(
                    "What becomes of a hand-shake for a namespace that is not there. refuse: 404. template: it is made as"
                            + " namespaces.* says, by a change of the document, which needs control.source: api.");

    public static final ConfigOption<Integer> MAX_AGENTS = ConfigOptions.key("handshake.max-agents")
            .intType()
            .defaultValue(20_000)
            .withDescription(
                    "Agents that a process remembers. The one that was silent longest makes room; those that are connected"
                            + " by WebSocket do not, and further ones are told to come again (503).");

    public static final ConfigOption<MemorySize> MAX_MESSAGE_SIZE = ConfigOptions.key("handshake.max-message-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(2))
            .withDescription(
                    "Largest message of an agent, decompressed. Larger ones are refused (413, or 1009 on a WebSocket).");

    public static final ConfigOption<Integer> MAX_RATE = ConfigOptions.key("handshake.max-rate")
            .intType()
            .defaultValue(500)
            .withDescription(
                    "OpAMP requests and new connections that a process answers in a second. Above it agents are told to come"
                            + " again (503) after a time that differs from agent to agent.");

    public static final ConfigOption<Integer> CANARIES = ConfigOptions.key("handshake.canaries")
            .intType()
            .defaultValue(1)
            .withDescription(
                    "Agents of a namespace that get a new configuration by OpAMP first. The others get it when these have"
                            + " applied it, are healthy and send.");

    public static final ConfigOption<Duration> CANARY_TIME = ConfigOptions.key("handshake.canary-time")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription(
                    "Time for the first agents to apply a new configuration and to send under it, beyond which it counts as"
                            + " bad and goes to nobody else.");

    /** See {@link #UNKNOWN_NAMESPACE}. */
    public enum UnknownNamespace {
        REFUSE,
        TEMPLATE
    }

    private HandshakeOptions() {}
}
