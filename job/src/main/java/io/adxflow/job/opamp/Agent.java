package io.adxflow.job.opamp;

import io.adxflow.job.opamp.AgentMemory.Past;
import io.adxflow.job.opamp.AgentMessage.ConfigStatus;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One agent as it is known: what it said last, and what it was offered. Not thread-safe. */
final class Agent {
    private static final long ACCEPTS_REMOTE_CONFIG = 0x2;
    private static final long FULL_STATE_MILLIS = 30_000;
    /** After which an agent that polls each half minute is away. */
    private static final long PRESENT_MILLIS = 90_000;
    /** An agent applies within its poll, and the time it gives its Collector; beyond this the offer may be lost. */
    private static final long OFFER_MILLIS = 120_000;

    private final UUID uid;
    private final String owner;
    private final String namespace;
    private final Past past;
    private @Nullable AgentChannel channel;
    private String calledHost = "";
    private String programVersion = "";
    private String host = "";
    private String service = "";
    private boolean described;
    private long sequenceNumber = -1;
    private long capabilities;
    private long seenMillis;
    private long askedMillis = -FULL_STATE_MILLIS;
    private boolean healthKnown;
    private boolean healthy;
    private String healthError = "";
    private String healthStatus = "";
    private byte[] reportedHash = new byte[0];
    private ConfigStatus.State reportedState = ConfigStatus.State.UNSET;
    private String configError = "";
    private long appliedMillis;
    private byte @Nullable [] offeredHash;
    private long offeredMillis;
    private @Nullable EffectiveConfig effective;

    /**
     * @param owner whose token it showed, which no other may use its uid with
     * @param past what is known from before, shared with the memory
     */
    Agent(UUID uid, String owner, String namespace, Past past) {
        this.uid = uid;
        this.owner = owner;
        this.namespace = namespace;
        this.past = past;
    }

    /** Takes in a message. Says nothing about offers. */
    void hears(AgentMessage message, @Nullable AgentChannel by, String called, long nowMillis) {
        channel = by;
        calledHost = called;
        boolean inOrder = message.sequenceNumber() == sequenceNumber + 1;
        sequenceNumber = message.sequenceNumber();
        seenMillis = nowMillis;
        if (message.capabilities() != 0) {
            capabilities = message.capabilities();
        }
        Map<String, String> attributes = message.attributes();
        if (attributes != null) {
            described = true;
            service = attributes.getOrDefault("service.name", "");
            programVersion = attributes.getOrDefault("service.version", "");
            host = attributes.getOrDefault("host.name", "");
        } else if (!inOrder) {
            // It said something that was not heard here; what is known of it may be old.
            described = false;
        }
        AgentMessage.Health health = message.health();
        if (health != null) {
            healthKnown = true;
            healthy = health.healthy();
            healthError = health.lastError();
            healthStatus = health.status();
        }
        if (message.effectiveConfig() != null) {
            effective = EffectiveConfig.of(message.effectiveConfig());
        }
        ConfigStatus status = message.configStatus();
        if (status != null) {
            boolean applies = status.state() == ConfigStatus.State.APPLIED;
            if (applies
                    && (reportedState != ConfigStatus.State.APPLIED || !Arrays.equals(status.hash(), reportedHash))) {
                appliedMillis = nowMillis;
            }
            reportedHash = status.hash();
            reportedState = status.state();
            configError = status.error();
        }
        if (message.disconnects()) {
            channel = null;
        }
    }

    /** Whether it is to say everything once more; asked at most once per poll. */
    boolean asksFullState(long nowMillis) {
        if (described || nowMillis - askedMillis < FULL_STATE_MILLIS) {
            return false;
        }
        askedMillis = nowMillis;
        return true;
    }

    /** Whether this hash is to be offered: it is not the one that the agent has or is at, and it was not just offered. */
    boolean needs(byte[] hash, long nowMillis) {
        if (!takesConfig() || (Arrays.equals(reportedHash, hash) && reportedState != ConfigStatus.State.UNSET)) {
            return false;
        }
        return !Arrays.equals(offeredHash, hash) || nowMillis - offeredMillis > OFFER_MILLIS;
    }

    void offered(byte[] hash, long nowMillis) {
        offeredHash = hash;
        offeredMillis = nowMillis;
    }

    boolean takesConfig() {
        return (capabilities & ACCEPTS_REMOTE_CONFIG) != 0;
    }

    boolean isPresent(long nowMillis) {
        return channel != null || nowMillis - seenMillis < PRESENT_MILLIS;
    }

    boolean hasApplied(AgentConfig config) {
        return reportedState == ConfigStatus.State.APPLIED
                && config.digest().equals(AgentConfig.digestOf(reportedHash));
    }

    /** An agent that never speaks of its health is taken for well. */
    boolean isHealthy() {
        return !healthKnown || healthy;
    }

    byte[] reportedHash() {
        return reportedHash;
    }

    ConfigStatus.State reportedState() {
        return reportedState;
    }

    UUID uid() {
        return uid;
    }

    String owner() {
        return owner;
    }

    String namespace() {
        return namespace;
    }

    Past past() {
        return past;
    }

    String calledHost() {
        return calledHost;
    }

    String service() {
        return service;
    }

    String programVersion() {
        return programVersion;
    }

    String host() {
        return host;
    }

    String healthError() {
        return healthError;
    }

    String healthStatus() {
        return healthStatus;
    }

    String configError() {
        return configError;
    }

    long seenMillis() {
        return seenMillis;
    }

    long appliedMillis() {
        return appliedMillis;
    }

    @Nullable
    AgentChannel channel() {
        return channel;
    }

    @Nullable
    EffectiveConfig effective() {
        return effective;
    }

    /** The channel has closed; a newer one stays. */
    void lost(AgentChannel closed) {
        if (channel == closed) {
            channel = null;
        }
    }
}
