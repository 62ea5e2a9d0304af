package io.adxflow.job.page.model;

import io.adxflow.sources.watch.Refusals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Adds to a graph who sends, who is refused, and by which listeners. Who shows a hand-shake's token is an agent, whatever its address; agents
 * that send nothing are there, too.
 */
final class GraphSenders {
    /** What the identity of a hand-shake's token begins with. */
    private static final String AGENT = "agent ";

    private static final String OTHER_AGENTS = "agent:" + GraphParts.OTHERS;

    private final Merged merged;
    private final GraphParts parts;
    private final int top;

    /** @param top how many senders are shown by name */
    GraphSenders(Merged merged, GraphParts parts, int top) {
        this.merged = merged;
        this.parts = parts;
        this.top = top;
    }

    /** @param shownNamespaces those with nodes of their own */
    void add(Set<String> shownNamespaces) {
        taken(shownNamespaces);
        refusedSenders();
        listeners();
        silentAgents();
    }

    private void taken(Set<String> shownNamespaces) {
        Map<String, Double> busy = new HashMap<>();
        ToDoubleFunction<Merged.Sender> weight = sent -> sent.bytesPerSecond + sent.bytes * 1e-12;
        merged.senders.forEach((names, sent) -> busy.merge(id(names), weight.applyAsDouble(sent), Double::sum));
        Set<String> shown = busy.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        new TreeMap<>(busy).forEach((id, rate) -> {
            if (shown.contains(id) && isAgent(id)) {
                agent(id, rate > 1);
            } else if (shown.contains(id)) {
                parts.node(id, "sender", id.substring("sender:".length()), "", rate > 1);
            }
        });
        long agents = busy.keySet().stream()
                .filter(id -> isAgent(id) && !shown.contains(id))
                .count();
        long senders = busy.size() - shown.size() - agents;
        merged.senders.forEach((names, sent) -> {
            String own = id(names);
            String others = isAgent(own) ? OTHER_AGENTS : "sender:" + GraphParts.OTHERS;
            String id = shown.contains(own) ? own : others;
            if (id.equals(OTHER_AGENTS)) {
                parts.node(id, "agent", agents + " more agents that send", "", true);
            } else {
                parts.node(id, "sender", senders + " more senders", "", true);
            }
            String listener = "listener:" + names.get(2);
            double[] flow = {sent.recordsPerSecond, sent.bytesPerSecond, 0, sent.records, sent.bytes};
            parts.edge(id, listener, flow);
            parts.edge(listener, GraphMaker.namespaceNode(names.get(3), shownNamespaces), flow);
        });
    }

    private static boolean isAgent(String id) {
        return id.startsWith("agent:");
    }

    /** Of the node of who sends. */
    private static String id(List<String> names) {
        String who = names.get(4);
        return who.startsWith(AGENT) ? "agent:" + who.substring(AGENT.length()) : "sender:" + sender(names);
    }

    private void agent(String id, boolean sends) {
        String name = id.substring("agent:".length());
        Part.Agent known = merged.agents.get(name);
        String problem = known == null ? "" : known.problem();
        parts.nodes.putIfAbsent(
                id,
                new Graph.Node(
                        id,
                        "agent",
                        known == null ? name : known.label(),
                        known == null
                                ? ""
                                : "of " + known.namespace() + (known.version().isEmpty() ? "" : ", " + known.version()),
                        !problem.isEmpty() ? "behind" : sends ? "ok" : "idle",
                        0,
                        0,
                        0,
                        problem));
    }

    /** Of those that send nothing, the ones with trouble and those seen last have nodes of their own. */
    private void silentAgents() {
        Set<String> sending =
                merged.senders.keySet().stream().map(GraphSenders::id).collect(Collectors.toSet());
        List<Part.Agent> silent = merged.agents.values().stream()
                .filter(agent -> !sending.contains("agent:" + agent.name()))
                .sorted(Comparator.comparing(
                                (Part.Agent agent) -> agent.problem().isEmpty())
                        .thenComparing(
                                Comparator.comparingLong(Part.Agent::seenMillis).reversed()))
                .toList();
        List<String> ids = new ArrayList<>();
        silent.stream().limit(top).map(agent -> "agent:" + agent.name()).forEach(id -> {
            agent(id, false);
            ids.add(id);
        });
        if (silent.size() > top) {
            String id = "agent:(silent)";
            parts.node(id, "agent", silent.size() - top + " more silent agents", "", false);
            ids.add(id);
        }
        if (parts.nodes.containsKey("listener:http")) {
            ids.forEach(id -> parts.edge(id, "listener:http", new double[5]));
        }
    }

    private static String sender(List<String> names) {
        String agent = names.get(1);
        int blank = agent.indexOf(' ');
        return (names.get(0) + " " + (blank < 0 ? agent : agent.substring(0, blank))).strip();
    }

    private void listeners() {
        merged.ports.forEach((name, port) -> {
            if (port >= 0) {
                boolean busy = parts.edges.keySet().stream()
                        .anyMatch(edge -> edge.get(1).equals("listener:" + name));
                parts.node("listener:" + name, "listener", name.replace('_', ' '), "port " + port, busy);
            }
        });
        // Of listeners that have closed since, what came by them still counts.
        List.copyOf(parts.edges.keySet()).stream()
                .map(edge -> edge.get(1))
                .filter(id -> id.startsWith("listener:"))
                .forEach(id -> parts.node(id, "listener", id.substring("listener:".length()), "", true));
    }

    /** Whoever is refused is shown, also when nothing of his is taken; by the main listener when nobody knows by which. */
    private void refusedSenders() {
        for (Refusals.Refused refused : merged.refusals) {
            if (merged.atMillis - refused.lastMillis() <= Refusals.QUIET_MILLIS) {
                String name = sender(List.of(refused.host(), refused.agent()));
                String id = parts.nodes.containsKey("sender:" + name) || parts.nodes.size() < 2 * top
                        ? "sender:" + name
                        : "sender:" + GraphParts.OTHERS;
                String listener = parts.edges.keySet().stream()
                        .filter(edge -> edge.get(0).equals(id))
                        .map(edge -> edge.get(1))
                        .findFirst()
                        .orElse("listener:http");
                double seconds = Math.max(1, (refused.lastMillis() - refused.sinceMillis()) / 1e3);
                parts.node(id, "sender", id.endsWith(GraphParts.OTHERS) ? "more senders" : name, "", true);
                parts.edge(id, listener, new double[] {0, 0, refused.count() / seconds, 0, 0});
            }
        }
    }
}
