package io.adxflow.job.page.model;

import io.adxflow.sources.watch.Refusals;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Adds to a graph who sends, who is refused, and by which listeners. */
final class GraphSenders {
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
    }

    private void taken(Set<String> shownNamespaces) {
        Map<String, Double> byHost = new HashMap<>();
        ToDoubleFunction<Merged.Sender> weight = sent -> sent.bytesPerSecond + sent.bytes * 1e-12;
        merged.senders.forEach((names, sent) -> byHost.merge(sender(names), weight.applyAsDouble(sent), Double::sum));
        Set<String> shown = byHost.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        long others = byHost.size() - (long) shown.size();
        new TreeMap<>(byHost).forEach((name, busy) -> {
            if (shown.contains(name)) {
                parts.node("sender:" + name, "sender", name, "", busy > 1);
            }
        });
        merged.senders.forEach((names, sent) -> {
            String name = sender(names);
            String id = "sender:" + (shown.contains(name) ? name : GraphParts.OTHERS);
            parts.node(id, "sender", others + " more senders", "", true);
            String listener = "listener:" + names.get(2);
            double[] flow = {sent.recordsPerSecond, sent.bytesPerSecond, 0, sent.records, sent.bytes};
            parts.edge(id, listener, flow);
            parts.edge(listener, GraphMaker.namespaceNode(names.get(3), shownNamespaces), flow);
        });
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
