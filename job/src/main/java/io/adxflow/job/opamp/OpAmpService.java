package io.adxflow.job.opamp;

import io.adxflow.job.handshake.AgentReport;
import io.adxflow.job.handshake.AgentReports;
import io.adxflow.job.handshake.HandshakeService;
import io.adxflow.job.handshake.tokens.AgentGate.Admission;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers agents, and tells those that are connected when their configuration changes. Thread-safe. What an event loop calls touches
 * memory alone; files are read when it is made, and written aside.
 */
final class OpAmpService implements AgentReports {
    private static final Logger LOG = LoggerFactory.getLogger(OpAmpService.class);
    private static final long TICK_MILLIS = 500;
    private static final int TICKS_PER_FLUSH = 4;
    private static final int BATCH = 256;
    private static final short POLICY = 1008;

    private final HandshakeService handshakes;
    private final AgentLog log;
    private final AgentMemory memory;
    private final AgentBook agents;
    private final OfferDesk offers;
    private final OpAmpCounts counts;
    private int ticks;

    /** Reads what is remembered. Blocks. */
    OpAmpService(HandshakeService handshakes, AgentLog log, OpAmpCounts counts) {
        this.handshakes = handshakes;
        this.log = log;
        this.counts = counts;
        int maxAgents = handshakes.settings().maxAgents();
        this.memory = new AgentMemory(maxAgents);
        try {
            log.read(memory::restore);
        } catch (IOException e) {
            LOG.warn("What agents are known for is not read; it is learned again", e);
        }
        this.agents = new AgentBook(maxAgents);
        this.offers = new OfferDesk(handshakes, memory, counts);
    }

    /** Follows the document, and time, from now on. */
    void start() {
        handshakes.document().onChange(version -> handshakes.aside().execute(this::followDocument));
        handshakes.alsoReports(this);
        var unused =
                handshakes.aside().scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes in a message and answers it.
     *
     * @param caller who has shown what
     * @param channel by which it came; null for HTTP
     */
    synchronized Reply handle(
            Admission caller, AgentMessage message, @Nullable AgentChannel channel, String calledHost) {
        long now = now();
        counts.message();
        UUID uid = message.uid();
        if (uid == null) {
            return refusal(400, "instance_uid: not 16 bytes", 0);
        }
        String owner = caller.owner();
        Agent agent = agents.get(uid);
        if (agent == null) {
            String namespace = AgentOwner.namespace(caller, message);
            if (namespace == null) {
                if (message.attributes() == null) {
                    return new Reply.Answer(new ServerMessage(uid, true, null).toBytes(), true);
                }
                return refusal(
                        403,
                        "the description does not say by " + AgentOwner.NAMESPACE_ATTRIBUTE
                                + " which of the token's namespaces the agent belongs to",
                        0);
            }
            agent = new Agent(uid, owner, namespace, memory.past(uid.toString(), now));
            if (!agents.add(agent)) {
                return refusal(503, "agents: no room, see handshake.max-agents", retryAfter(uid));
            }
        } else if (!agent.owner().equals(owner)) {
            return refusal(403, "agent " + uid + " was enrolled by another token", 0);
        }
        if (handshakes.tokens().isRevoked(agent.namespace(), uid.toString())) {
            return refusal(403, "agent " + uid + " is revoked, see agents." + agent.namespace() + ".revoked", 0);
        }
        boolean first = agent.seenMillis() == 0;
        agent.hears(message, channel, calledHost, now);
        offers.learn(agent, message, now);
        Rollout rollout = offers.rollout(agent.namespace());
        if (rollout != null && rollout.isMovedBy(agent)) {
            evaluate(rollout, agent.namespace(), now);
        }
        ServerMessage.Offer offer = offers.offer(agent, now);
        boolean asks = agent.asksFullState(now);
        return new Reply.Answer(new ServerMessage(uid, asks, offer).toBytes(), first || asks || offer != null);
    }

    private Reply refusal(int status, String message, int retryAfterSeconds) {
        counts.refused();
        return new Reply.Refusal(status, message, retryAfterSeconds);
    }

    private void evaluate(Rollout rollout, String namespace, long now) {
        Rollout.Verdict verdict = rollout.evaluate(agents.of(namespace), this::lastSent, now);
        switch (verdict) {
            case PROMOTED -> handshakes.aside().execute(this::push);
            case HALTED -> {
                counts.halted();
                LOG.warn("The newest configuration of namespace {} goes to nobody: {}", namespace, rollout.lastHalt());
                handshakes.aside().execute(this::push);
            }
            case GOES_ON -> {
                // Until a canary says more, or time runs out.
            }
        }
    }

    private long lastSent(Agent agent) {
        return handshakes.traffic().lastMillis(agent.namespace(), agent.uid().toString());
    }

    /** The channel is closed. */
    synchronized void closed(UUID uid, AgentChannel channel) {
        Agent agent = agents.get(uid);
        if (agent != null) {
            agent.lost(channel);
        }
    }

    void followDocument() {
        synchronized (this) {
            offers.follow(agents.namespaces());
            for (String namespace : agents.namespaces()) {
                Rollout rollout = offers.rollout(namespace);
                if (rollout != null) {
                    evaluate(rollout, namespace, now());
                }
            }
        }
        push();
    }

    /** Tells those that are connected, some at a time, so that others are answered in between. */
    private void push() {
        List<Agent> connected;
        synchronized (this) {
            connected = agents.connected();
        }
        for (int from = 0; from < connected.size(); from += BATCH) {
            synchronized (this) {
                long now = now();
                connected
                        .subList(from, Math.min(from + BATCH, connected.size()))
                        .forEach(agent -> push(agent, now));
            }
        }
    }

    private void push(Agent agent, long now) {
        AgentChannel channel = agent.channel();
        if (channel == null) {
            return;
        }
        boolean revoked =
                handshakes.tokens().isRevoked(agent.namespace(), agent.uid().toString())
                        || handshakes.tokens().isRevoked(agent.namespace(), AgentOwner.name(agent.owner()));
        if (revoked) {
            counts.refused();
            channel.close(POLICY, "revoked");
            return;
        }
        ServerMessage.Offer offer = offers.offer(agent, now);
        if (offer != null) {
            channel.send(new ServerMessage(agent.uid(), false, offer).toBytes());
        }
    }

    /** What time brings: rollouts that are late, tokens that are to be given anew, and what is to be written. */
    void tick() {
        try {
            synchronized (this) {
                long now = now();
                for (String namespace : agents.namespaces()) {
                    Rollout rollout = offers.rollout(namespace);
                    if (rollout != null && rollout.candidate() != null) {
                        evaluate(rollout, namespace, now);
                    }
                }
            }
            push();
            if (++ticks % TICKS_PER_FLUSH == 0) {
                flush();
            }
        } catch (RuntimeException e) {
            LOG.warn("Agents are not looked after this time", e);
        }
    }

    void flush() {
        log.write(memory, this, now());
    }

    /** Seconds, spread by agent, for senders add no jitter of their own. */
    static int retryAfter(Object agent) {
        return 30 + Math.floorMod(agent.hashCode(), 30);
    }

    private long now() {
        return handshakes.epochMillis().getAsLong();
    }

    /** Closes what is open: another service takes this one's place. */
    void stop() {
        List<Agent> connected;
        synchronized (this) {
            connected = agents.connected();
        }
        for (Agent agent : connected) {
            AgentChannel channel = agent.channel();
            if (channel != null) {
                channel.close((short) 1012, "the job is restarting");
            }
        }
        flush();
    }

    @Override
    public synchronized List<AgentReport> reports() {
        return agents.all().stream()
                .map(agent -> AgentReporter.report(agent, offers))
                .toList();
    }

    /** What an agent runs with, by its own word; null when it is not known. */
    synchronized @Nullable String effectiveConfig(UUID uid) {
        Agent agent = agents.get(uid);
        EffectiveConfig effective = agent == null ? null : agent.effective();
        return effective == null ? null : effective.text();
    }

    synchronized long count(OpAmpMetric metric) {
        return switch (metric) {
            case AGENTS -> agents.size();
            case CONNECTED -> agents.connected().size();
            case UNHEALTHY ->
                agents.all().stream().filter(agent -> !agent.isHealthy()).count();
            case FAILED ->
                agents.all().stream()
                        .filter(agent -> agent.reportedState() == AgentMessage.ConfigStatus.State.FAILED)
                        .count();
            case REMEMBERED -> memory.size();
            case ROLLING ->
                agents.namespaces().stream()
                        .map(offers::rollout)
                        .filter(rollout -> rollout != null && rollout.candidate() != null)
                        .count();
            default -> 0;
        };
    }
}
