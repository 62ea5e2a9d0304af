package io.adxflow.job.opamp;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of agents and namespaces beyond the process: which configuration worked last, which did not, and the texts of
 * those. Not thread-safe; {@link #takeChanges} gives what is to be written.
 */
final class AgentMemory {
    /** Configurations that failed, per agent: the newest of them. */
    private static final int MAX_BAD = 8;
    /** Configurations that were halted, per namespace. */
    private static final int MAX_HALTED = 32;

    private final int maxAgents;
    private final Map<String, Past> agents = new LinkedHashMap<>();
    private final Map<String, Known> namespaces = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private Set<String> changed = new LinkedHashSet<>();

    /** An agent's past, by the digests of configurations. */
    static final class Past {
        private @Nullable String good;
        private final Set<String> bad = new LinkedHashSet<>();
        private long usedAt;

        /** The last one that worked, or null. */
        @Nullable
        String good() {
            return good;
        }

        Set<String> bad() {
            return bad;
        }
    }

    /** What holds for a namespace's agents. */
    static final class Known {
        private @Nullable String stable;
        private final Set<String> halted = new LinkedHashSet<>();

        /** The one for all, or null before the first. */
        @Nullable
        String stable() {
            return stable;
        }

        Set<String> halted() {
            return halted;
        }
    }

    AgentMemory(int maxAgents) {
        this.maxAgents = maxAgents;
    }

    /** An agent's past, empty for a new one. */
    Past past(String agent, long nowMillis) {
        Past past = agents.get(agent);
        if (past == null) {
            past = new Past();
            agents.put(agent, past);
            forgetOldest();
        }
        past.usedAt = nowMillis;
        return past;
    }

    private void forgetOldest() {
        if (agents.size() <= maxAgents) {
            return;
        }
        agents.entrySet().stream()
                .min(java.util.Comparator.comparingLong(entry -> entry.getValue().usedAt))
                .ifPresent(oldest -> agents.remove(oldest.getKey()));
    }

    Known namespace(String namespace) {
        return namespaces.computeIfAbsent(namespace, name -> new Known());
    }

    /** A configuration by its digest, or null when its text is not known. */
    @Nullable
    AgentConfig config(@Nullable String digest) {
        String text = digest == null ? null : digest.equals(AgentConfig.EMPTY.digest()) ? "" : texts.get(digest);
        return digest == null || text == null ? null : new AgentConfig(digest, text);
    }

    private void keep(AgentConfig config) {
        if (!config.text().isEmpty() && texts.putIfAbsent(config.digest(), config.text()) == null) {
            changed.add("text/" + config.digest());
        }
    }

    void works(String agent, AgentConfig config, long nowMillis) {
        Past past = past(agent, nowMillis);
        keep(config);
        boolean wasBad = past.bad.remove(config.digest());
        if (wasBad || !config.digest().equals(past.good)) {
            past.good = config.digest();
            changed.add("agent/" + agent);
        }
    }

    void fails(String agent, String digest, long nowMillis) {
        Past past = past(agent, nowMillis);
        if (past.bad.add(digest)) {
            dropFirst(past.bad, MAX_BAD);
            if (digest.equals(past.good)) {
                past.good = null;
            }
            changed.add("agent/" + agent);
        }
    }

    void settles(String namespace, AgentConfig config) {
        keep(config);
        Known known = namespace(namespace);
        if (!config.digest().equals(known.stable)) {
            known.stable = config.digest();
            changed.add("namespace/" + namespace);
        }
    }

    void halts(String namespace, String digest) {
        Known known = namespace(namespace);
        if (known.halted.add(digest)) {
            dropFirst(known.halted, MAX_HALTED);
            changed.add("namespace/" + namespace);
        }
    }

    private static void dropFirst(Set<String> set, int limit) {
        if (set.size() > limit) {
            set.remove(set.iterator().next());
        }
    }

    /** Entries that have changed since the last call, and whole; empty when none has. */
    Map<String, AgentLog.Entry> takeChanges() {
        Set<String> taken = changed;
        changed = new LinkedHashSet<>();
        Map<String, AgentLog.Entry> entries = new LinkedHashMap<>();
        taken.forEach(key -> entries.put(key, entry(key)));
        return entries;
    }

    /** Everything; texts that nobody refers to are left out. */
    Map<String, AgentLog.Entry> all() {
        Set<String> used = new LinkedHashSet<>();
        agents.values().forEach(past -> used.add(String.valueOf(past.good)));
        namespaces.values().forEach(known -> used.add(String.valueOf(known.stable)));
        texts.keySet().retainAll(used);
        Map<String, AgentLog.Entry> entries = new LinkedHashMap<>();
        texts.keySet().forEach(digest -> entries.put("text/" + digest, entry("text/" + digest)));
        namespaces.keySet().forEach(name -> entries.put("namespace/" + name, entry("namespace/" + name)));
        agents.keySet().forEach(name -> entries.put("agent/" + name, entry("agent/" + name)));
        return entries;
    }

    private AgentLog.Entry entry(String key) {
        String name = key.substring(key.indexOf('/') + 1);
        if (key.startsWith("agent/")) {
            Past past = agents.get(name);
            return past == null
                    ? new AgentLog.Entry("", Set.of(), "")
                    : new AgentLog.Entry(past.good == null ? "" : past.good, Set.copyOf(past.bad), "");
        } else if (key.startsWith("namespace/")) {
            Known known = namespace(name);
            return new AgentLog.Entry(known.stable == null ? "" : known.stable, Set.copyOf(known.halted), "");
        }
        return new AgentLog.Entry("", Set.of(), texts.getOrDefault(name, ""));
    }

    /** Takes over what a log says; later entries of one key replace earlier ones. */
    void restore(String key, AgentLog.Entry entry) {
        String name = key.substring(key.indexOf('/') + 1);
        String good = entry.good().isEmpty() ? null : entry.good();
        if (key.startsWith("agent/")) {
            Past past = past(name, 0);
            past.good = good;
            past.bad.clear();
            past.bad.addAll(entry.bad());
        } else if (key.startsWith("namespace/")) {
            Known known = namespace(name);
            known.stable = good;
            known.halted.clear();
            known.halted.addAll(entry.bad());
        } else if (key.startsWith("text/")) {
            texts.put(name, entry.text());
        }
    }

    int size() {
        return agents.size();
    }
}
