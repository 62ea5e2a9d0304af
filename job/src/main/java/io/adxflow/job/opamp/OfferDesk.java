package io.adxflow.job.opamp;

import io.adxflow.job.handshake.DocumentInForce;
import io.adxflow.job.handshake.HandshakeService;
import io.adxflow.job.handshake.HandshakeSettings;
import io.adxflow.job.handshake.tokens.AgentToken;
import io.adxflow.job.handshake.tokens.AgentToken.Use;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what an agent is offered: its namespace's configuration, or what worked before it, with a token of its own. Not thread-safe. */
final class OfferDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OfferDesk.class);

    private final HandshakeService handshakes;
    private final HandshakeSettings settings;
    private final AgentMemory memory;
    private final ConfigPlans plans;
    private final OpAmpCounts counts;
    private final Map<String, Rollout> rollouts = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();

    OfferDesk(HandshakeService handshakes, AgentMemory memory, OpAmpCounts counts) {
        this.handshakes = handshakes;
        this.settings = handshakes.settings();
        this.memory = memory;
        this.plans = new ConfigPlans(handshakes.desk());
        this.counts = counts;
    }

    /** What becomes of a namespace's newest configuration; null when it has none. */
    @Nullable
    Rollout rollout(String namespace) {
        Rollout known = rollouts.get(namespace);
        if (known == null && !problems.containsKey(namespace)) {
            follow(namespace);
            known = rollouts.get(namespace);
        }
        return known;
    }

    /** Why a namespace's agents are offered nothing, or nothing new; else empty. */
    String problem(String namespace) {
        return problems.getOrDefault(namespace, "");
    }

    /** The document has changed. */
    void follow(Collection<String> namespaces) {
        problems.clear();
        namespaces.forEach(this::follow);
    }

    private void follow(String namespace) {
        DocumentInForce.Version version = handshakes.document().current();
        if (version == null) {
            return;
        }
        try {
            AgentConfig config = plans.plan(namespace, version);
            if (config == null) {
                problems.put(namespace, "there is no such namespace in the document");
                return;
            }
            rollouts.computeIfAbsent(
                            namespace,
                            name -> new Rollout(
                                    name,
                                    memory,
                                    settings.canaries(),
                                    settings.canaryTime().toMillis()))
                    .wants(config);
        } catch (ConfigPlans.UnfitException e) {
            problems.put(namespace, "the configuration is not offered: " + e.getMessage());
            LOG.warn(
                    "Agents of namespace {} keep what they have: agents.{}.collector: {}",
                    namespace,
                    namespace,
                    e.getMessage());
        }
    }

    /** A configuration that agents of the namespace may have, or null. */
    @Nullable
    AgentConfig config(String namespace, String digest) {
        Rollout rollout = rollouts.get(namespace);
        if (rollout != null) {
            for (AgentConfig one : new AgentConfig[] {rollout.candidate(), rollout.stable()}) {
                if (one != null && one.digest().equals(digest)) {
                    return one;
                }
            }
        }
        return memory.config(digest);
    }

    /** Notes what became of an offer. */
    void learn(Agent agent, AgentMessage message, long now) {
        AgentMessage.ConfigStatus status = message.configStatus();
        String digest = status == null ? null : AgentConfig.digestOf(status.hash());
        if (status == null || digest == null) {
            return;
        }
        if (status.state() == AgentMessage.ConfigStatus.State.FAILED) {
            // What has worked here and fails once, as for a port that is taken, is tried again by the agent itself.
            if (!digest.equals(agent.past().good())) {
                memory.fails(agent.uid().toString(), digest, now);
                LOG.warn(
                        "Agent {} of namespace {} cannot apply configuration {}: {}",
                        agent.uid(),
                        agent.namespace(),
                        digest,
                        status.error());
            }
        } else if (status.state() == AgentMessage.ConfigStatus.State.APPLIED) {
            AgentConfig config = config(agent.namespace(), digest);
            if (config != null && !config.text().isEmpty()) {
                memory.works(agent.uid().toString(), config, now);
            }
        }
    }

    /** What to offer now; null when the agent has it, takes none, or nothing is known for it. Notes that it was offered. */
    ServerMessage.@Nullable Offer offer(Agent agent, long nowMillis) {
        if (!agent.takesConfig()) {
            return null;
        }
        AgentConfig wanted = wanted(agent);
        if (wanted == null) {
            return null;
        }
        if (wanted.text().isEmpty()) {
            byte[] hash = wanted.hash(0);
            return agent.needs(hash, nowMillis) ? offered(agent, new ServerMessage.Offer(hash, ""), nowMillis) : null;
        }
        long lifetime = settings.tokenLifetime().toMillis();
        long half = lifetime / 2;
        // Not all at once: a new token restarts a Collector.
        long shift = Math.floorMod((long) agent.uid().hashCode() * 1_000_003, half);
        long period = (nowMillis + shift) / half;
        byte[] hash = wanted.hash(period);
        if (!agent.needs(hash, nowMillis)) {
            return null;
        }
        String token = token(agent.namespace(), agent.uid(), (period * half - shift) / 1000, lifetime / 1000);
        return token == null
                ? null
                : offered(agent, new ServerMessage.Offer(hash, wanted.filled(token, agent.calledHost())), nowMillis);
    }

    private ServerMessage.Offer offered(Agent agent, ServerMessage.Offer offer, long nowMillis) {
        agent.offered(offer.hash(), nowMillis);
        counts.offer();
        return offer;
    }

    private @Nullable AgentConfig wanted(Agent agent) {
        Rollout rollout = rollout(agent.namespace());
        AgentConfig wanted = rollout == null ? null : rollout.of(agent.uid());
        Set<String> bad = agent.past().bad();
        if (wanted == null || !bad.contains(wanted.digest())) {
            // Something that failed before there was anything else lies in the agent's store until something replaces
            // it.
            String reported = AgentConfig.digestOf(agent.reportedHash());
            boolean stuck = wanted == null && reported != null && bad.contains(reported);
            return stuck ? AgentConfig.EMPTY : wanted;
        }
        AgentConfig good = memory.config(agent.past().good());
        if (good != null && !bad.contains(good.digest())) {
            return good;
        }
        AgentConfig stable = rollout == null ? null : rollout.stable();
        return stable != null && !bad.contains(stable.digest()) ? stable : AgentConfig.EMPTY;
    }

    private @Nullable String token(String namespace, UUID agent, long issuedAtSeconds, long lifetimeSeconds) {
        return handshakes
                .tokens()
                .issue(new AgentToken(
                        agent.toString(),
                        Set.of(namespace),
                        Use.WRITE,
                        issuedAtSeconds,
                        issuedAtSeconds + lifetimeSeconds));
    }
}
