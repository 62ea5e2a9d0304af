package io.adxflow.job.handshake.tokens;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** When agents last sent something to a listener of this process, by their tokens. Bounded; thread-safe. */
public final class AgentTraffic {
    private final int maxAgents;
    private final Map<String, Map<String, AtomicLong>> lastMillis = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();

    /** @param maxAgents beyond which nothing is noted of further ones */
    public AgentTraffic(int maxAgents) {
        this.maxAgents = maxAgents;
    }

    void came(String namespace, String agent, long nowMillis) {
        Map<String, AtomicLong> agents = lastMillis.computeIfAbsent(namespace, name -> new ConcurrentHashMap<>());
        AtomicLong last = agents.get(agent);
        if (last == null) {
            if (count.get() >= maxAgents) {
                return;
            }
            last = agents.computeIfAbsent(agent, name -> {
                count.incrementAndGet();
                return new AtomicLong();
            });
        }
        last.set(nowMillis);
    }

    /** Epoch milliseconds, 0 when it never did. */
    public long lastMillis(String namespace, String agent) {
        Map<String, AtomicLong> agents = lastMillis.get(namespace);
        AtomicLong last = agents == null ? null : agents.get(agent);
        return last == null ? 0 : last.get();
    }

    /** Forgets those that were silent since before this time. */
    public void forgetBefore(long millis) {
        lastMillis.values().forEach(agents -> agents.values().removeIf(last -> {
            boolean old = last.get() < millis;
            if (old) {
                count.decrementAndGet();
            }
            return old;
        }));
    }
}
