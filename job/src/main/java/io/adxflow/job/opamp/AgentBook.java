package io.adxflow.job.opamp;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The agents that are known, as many as there is room for. Not thread-safe. */
final class AgentBook {
    private final int limit;
    /** Who was heard of longest ago comes first. */
    private final Map<UUID, Agent> byUid = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Map<UUID, Agent>> byNamespace = new TreeMap<>();

    AgentBook(int limit) {
        this.limit = limit;
    }

    @Nullable
    Agent get(UUID uid) {
        return byUid.get(uid);
    }

    /** False when all that are known are connected, and there is no room. */
    boolean add(Agent agent) {
        if (byUid.size() >= limit && !makeRoom()) {
            return false;
        }
        byUid.put(agent.uid(), agent);
        byNamespace
                .computeIfAbsent(agent.namespace(), name -> new LinkedHashMap<>())
                .put(agent.uid(), agent);
        return true;
    }

    private boolean makeRoom() {
        for (Iterator<Agent> oldestFirst = byUid.values().iterator(); oldestFirst.hasNext(); ) {
            Agent oldest = oldestFirst.next();
            if (oldest.channel() == null) {
                oldestFirst.remove();
                Map<UUID, Agent> others = byNamespace.getOrDefault(oldest.namespace(), Map.of());
                others.remove(oldest.uid());
                if (others.isEmpty()) {
                    byNamespace.remove(oldest.namespace());
                }
                return true;
            }
        }
        return false;
    }

    /** Of a namespace, in the order in which they came. */
    Collection<Agent> of(String namespace) {
        return byNamespace.getOrDefault(namespace, Map.of()).values();
    }

    /** Those that have agents. */
    Collection<String> namespaces() {
        return List.copyOf(byNamespace.keySet());
    }

    List<Agent> connected() {
        return byUid.values().stream().filter(agent -> agent.channel() != null).toList();
    }

    List<Agent> all() {
        return List.copyOf(byUid.values());
    }

    int size() {
        return byUid.size();
    }
}
