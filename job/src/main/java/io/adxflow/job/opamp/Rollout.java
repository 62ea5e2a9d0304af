package io.adxflow.job.opamp;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a new configuration comes to a namespace's agents: to a few, the canaries, first; to all when these have applied it, are healthy,
 * and send if they did so before. It is halted when one of them cannot apply it or is not well with it, or time runs out, and then goes
 * to nobody. Not thread-safe.
 */
final class Rollout {
    private static final int MAX_CANARIES_HEARD_AT_ONCE = 16;

    private final String namespace;
    private final AgentMemory memory;
    private final int canaryCount;
    private final long canaryMillis;
    private final Map<UUID, Canary> canaries = new LinkedHashMap<>();
    private @Nullable AgentConfig candidate;
    private @Nullable AgentConfig stable;
    private String lastHalt = "";

    /** @param sent whether it had sent lately when it was chosen, so that silence afterwards says something */
    private record Canary(long sinceMillis, boolean sent) {}

    /** What came of an evaluation. */
    enum Verdict {
        GOES_ON,
        PROMOTED,
        HALTED
    }

    Rollout(String namespace, AgentMemory memory, int canaryCount, long canaryMillis) {
        this.namespace = namespace;
        this.memory = memory;
        this.canaryCount = canaryCount;
        this.canaryMillis = canaryMillis;
        this.stable = memory.config(memory.namespace(namespace).stable());
    }

    /** The document wants this one from now on. */
    void wants(AgentConfig config) {
        AgentConfig known = stable;
        boolean same = known != null && known.digest().equals(config.digest());
        boolean going = candidate != null && candidate.digest().equals(config.digest());
        if (same || memory.namespace(namespace).halted().contains(config.digest())) {
            candidate = null;
            canaries.clear();
        } else if (!going) {
            candidate = config;
            canaries.clear();
        }
    }

    /** The one for this agent now, or null for no word. */
    @Nullable
    AgentConfig of(UUID agent) {
        return candidate != null && canaries.containsKey(agent) ? candidate : stable;
    }

    @Nullable
    AgentConfig candidate() {
        return candidate;
    }

    @Nullable
    AgentConfig stable() {
        return stable;
    }

    /** Why the newest one was halted, or empty. */
    String lastHalt() {
        return lastHalt;
    }

    int canaries() {
        return canaries.size();
    }

    boolean isCanary(UUID agent) {
        return canaries.containsKey(agent);
    }

    /**
     * Whether what an agent says may decide something at once. Each decision looks at all agents of the namespace: what many canaries
     * say waits for the next tick, lest a fleet costs the square of its size.
     */
    boolean isMovedBy(Agent agent) {
        return candidate != null
                && canaries.size() <= MAX_CANARIES_HEARD_AT_ONCE
                && (canaries.containsKey(agent.uid()) || (canaries.size() < canaryCount && agent.takesConfig()));
    }

    /**
     * Chooses canaries where there are too few, and decides.
     *
     * @param agents of the namespace
     * @param lastSent when an agent sent last, epoch milliseconds
     */
    Verdict evaluate(Collection<Agent> agents, ToLongFunction<Agent> lastSent, long nowMillis) {
        AgentConfig wanted = candidate;
        if (wanted == null) {
            return Verdict.GOES_ON;
        }
        Map<UUID, Agent> byUid = new LinkedHashMap<>();
        agents.forEach(agent -> byUid.put(agent.uid(), agent));
        canaries.keySet().removeIf(uid -> {
            Agent agent = byUid.get(uid);
            // One that went away without a word about it says nothing; another takes its place.
            return agent == null || (!agent.isPresent(nowMillis) && !agent.hasApplied(wanted));
        });
        choose(agents, lastSent, wanted, nowMillis);
        int good = 0;
        for (Map.Entry<UUID, Canary> entry : canaries.entrySet()) {
            Agent agent = byUid.get(entry.getKey());
            if (agent == null) {
                continue;
            }
            String complaint = complaint(agent, entry.getValue(), wanted, lastSent.applyAsLong(agent), nowMillis);
            if (complaint != null && !complaint.isEmpty()) {
                return halt(wanted, "agent " + agent.uid() + " " + complaint);
            }
            good += complaint == null ? 1 : 0;
        }
        if (!canaries.isEmpty() && good == canaries.size()) {
            stable = wanted;
            candidate = null;
            canaries.clear();
            lastHalt = "";
            memory.settles(namespace, wanted);
            return Verdict.PROMOTED;
        }
        return Verdict.GOES_ON;
    }

    private void choose(Collection<Agent> agents, ToLongFunction<Agent> lastSent, AgentConfig wanted, long nowMillis) {
        for (Agent agent : agents) {
            if (canaries.size() >= canaryCount) {
                return;
            }
            if (agent.takesConfig()
                    && agent.isPresent(nowMillis)
                    && !agent.past().bad().contains(wanted.digest())) {
                boolean sent = lastSent.applyAsLong(agent) > nowMillis - canaryMillis;
                canaries.putIfAbsent(agent.uid(), new Canary(nowMillis, sent));
            }
        }
    }

    /** Null when the canary is well, empty while it is not known, else what is wrong. */
    private @Nullable String complaint(Agent agent, Canary canary, AgentConfig wanted, long sentAt, long nowMillis) {
        boolean late = nowMillis - canary.sinceMillis() > canaryMillis;
        if (agent.past().bad().contains(wanted.digest())) {
            return "could not apply it: " + agent.configError();
        }
        if (!agent.hasApplied(wanted)) {
            return late ? "has not applied it within " + canaryMillis / 1000 + " s" : "";
        }
        if (!agent.isHealthy()) {
            return late ? "is not healthy with it: " + agent.healthError() : "";
        }
        if (canary.sent() && sentAt < agent.appliedMillis()) {
            return late ? "has sent nothing since it applied it" : "";
        }
        return null;
    }

    private Verdict halt(AgentConfig wanted, String why) {
        memory.halts(namespace, wanted.digest());
        lastHalt = why;
        candidate = null;
        canaries.clear();
        return Verdict.HALTED;
    }
}
