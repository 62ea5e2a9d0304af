package io.adxflow.job.page.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the {@link Graph} of a moment. Of senders and namespaces the busiest have nodes of their own; the others share one, so that sums
 * over edges hold whatever there is.
 */
final class GraphMaker {
    private final Merged merged;
    private final StatusView status;
    private final int top;
    private final GraphParts parts = new GraphParts();

    /** @param top how many senders, and how many namespaces, are shown by name */
    GraphMaker(Merged merged, StatusView status, int top) {
        this.merged = merged;
        this.status = status;
        this.top = Math.max(1, top);
    }

    Graph make() {
        Set<String> shown = status.namespaces().stream()
                .limit(top)
                .map(StatusView.NamespaceView::name)
                .collect(Collectors.toSet());
        new GraphSenders(merged, parts, top).add(shown);
        namespaces(shown);
        monikers();
        routes(shown);
        refusedByLimits(shown);
        unsent();
        return parts.graph(status.at());
    }

    /** The node that a namespace has, or shares. */
    static String namespaceNode(String name, Set<String> shown) {
        return "namespace:" + (shown.contains(name) ? name : GraphParts.OTHERS);
    }

    private void namespaces(Set<String> shown) {
        long others = status.namespaceCount() - (long) shown.size();
        for (StatusView.NamespaceView namespace : status.namespaces()) {
            if (shown.contains(namespace.name())) {
                parts.node(
                        "namespace:" + namespace.name(),
                        "namespace",
                        namespace.name(),
                        "database " + namespace.database(),
                        namespace.rowsPerSecond() > 0);
            }
        }
        if (others > 0) {
            parts.node("namespace:" + GraphParts.OTHERS, "namespace", others + " more namespaces", "", true);
        }
    }

    /** On the first of the ways to a namespace, as they are counted together. */
    private void refusedByLimits(Set<String> shown) {
        for (StatusView.NamespaceView namespace : status.namespaces()) {
            String id = namespaceNode(namespace.name(), shown);
            if (namespace.refusalsPerSecond() > 0) {
                String from = parts.edges.keySet().stream()
                        .filter(edge -> edge.get(1).equals(id))
                        .map(edge -> edge.get(0))
                        .findFirst()
                        .orElse("listener:http");
                parts.edge(from, id, new double[] {0, 0, namespace.refusalsPerSecond(), 0, 0});
            }
        }
    }

    /** Where nobody has sent to a namespace yet, the way there is drawn all the same. */
    private void unsent() {
        if (parts.nodes.containsKey("listener:http")) {
            Set<String> sent =
                    parts.edges.keySet().stream().map(edge -> edge.get(1)).collect(Collectors.toSet());
            parts.nodes.keySet().stream()
                    .filter(id -> id.startsWith("namespace:") && !sent.contains(id))
                    .toList()
                    .forEach(id -> parts.edge("listener:http", id, new double[5]));
        }
    }

    /** All but those that are nothing but a standby of others, which are drawn there. */
    private Set<String> reached() {
        Set<String> standbys =
                status.monikers().stream().map(StatusView.MonikerView::standby).collect(Collectors.toSet());
        Set<String> fed = new HashSet<>();
        merged.flows.keySet().forEach(names -> fed.add(names.get(1)));
        status.namespaces().forEach(namespace -> fed.addAll(namespace.monikers()));
        status.subscriptions().forEach(subscription -> fed.add(subscription.to()));
        return status.monikers().stream()
                .filter(one -> fed.contains(one.name()) || one.backlogRows() > 0 || !standbys.contains(one.name()))
                .map(StatusView.MonikerView::name)
                .collect(Collectors.toSet());
    }

    private void monikers() {
        Set<String> reached = reached();
        for (StatusView.MonikerView moniker : status.monikers()) {
            if (!reached.contains(moniker.name())) {
                continue;
            }
            String id = "moniker:" + moniker.name();
            parts.nodes.put(
                    id,
                    new Graph.Node(
                            id,
                            "moniker",
                            moniker.name(),
                            "",
                            moniker.state(),
                            moniker.backlogRows(),
                            moniker.backlogBytes(),
                            moniker.oldestSeconds(),
                            moniker.lastError()));
            String destination = "destination:" + moniker.name();
            boolean away = moniker.failing().stream().anyMatch(one -> one.part().equals("destination"));
            parts.nodes.put(
                    destination,
                    new Graph.Node(
                            destination,
                            "destination",
                            moniker.kind(),
                            moniker.place(),
                            away ? "cut_off" : moniker.rows() == 0 ? "idle" : "ok",
                            0,
                            0,
                            0,
                            away ? moniker.lastError() : ""));
            parts.edge(id, destination, new double[] {
                moniker.rowsPerSecond(), moniker.bytesPerSecond(), 0, moniker.rows(), moniker.bytes()
            });
            if (!moniker.standby().isEmpty()) {
                StatusView.Waiting kept = moniker.backlog().getOrDefault("standby", new StatusView.Waiting(0, 0, 0));
                String standby = "standby:" + moniker.name();
                parts.nodes.put(
                        standby,
                        new Graph.Node(
                                standby,
                                "standby",
                                "standby " + moniker.standby(),
                                "",
                                kept.rows() > 0 ? "parked" : "idle",
                                kept.rows(),
                                kept.bytes(),
                                kept.oldestSeconds(),
                                ""));
                parts.edge(id, standby, new double[] {0, 0, 0, kept.rows(), kept.bytes()});
            }
        }
    }

    /** From namespaces to monikers: by the namespace's rules, and by a subscription where that is the only way. */
    private void routes(Set<String> shown) {
        Map<String, StatusView.NamespaceView> namespaces =
                status.namespaces().stream().collect(Collectors.toMap(StatusView.NamespaceView::name, one -> one));
        Map<List<String>, Merged.Flow> flows = new HashMap<>(merged.flows);
        // What is configured and idle is drawn, too.
        namespaces.values().stream().filter(one -> shown.contains(one.name())).forEach(namespace -> {
            namespace
                    .monikers()
                    .forEach(moniker ->
                            flows.computeIfAbsent(List.of(namespace.name(), moniker), any -> new Merged.Flow()));
            status.subscriptions().stream()
                    .filter(one -> takes(one, namespace.name()))
                    .forEach(one ->
                            flows.computeIfAbsent(List.of(namespace.name(), one.to()), any -> new Merged.Flow()));
        });
        Set<String> dropping = new HashSet<>();
        flows.forEach((names, flow) -> {
            String from = namespaceNode(names.get(0), shown);
            double[] sums = {flow.rowsPerSecond, flow.bytesPerSecond, 0, flow.rows, flow.bytes};
            StatusView.NamespaceView namespace = namespaces.get(names.get(0));
            if (namespace != null && shown.contains(namespace.name()) && namespace.rules() > 0) {
                String rules = "rules:" + namespace.name();
                parts.node(
                        rules,
                        "rules",
                        namespace.rules() == 1 ? "1 rule" : namespace.rules() + " rules",
                        "of namespace " + namespace.name(),
                        namespace.rowsPerSecond() > 0);
                parts.edge(from, rules, sums);
                if (dropping.add(namespace.name())) {
                    double dropped = merged.namespace(namespace.name()).rate("rule_dropped_rows_total");
                    parts.edge(from, rules, new double[] {0, 0, dropped, 0, 0});
                }
                from = rules;
            }
            boolean own = namespace == null || namespace.monikers().contains(names.get(1));
            List<StatusView.SubscriptionView> by = new ArrayList<>();
            if (!own) {
                status.subscriptions().stream()
                        .filter(one -> one.to().equals(names.get(1)) && takes(one, names.get(0)))
                        .forEach(by::add);
            }
            if (by.isEmpty()) {
                parts.edge(from, "moniker:" + names.get(1), sums);
            } else {
                StatusView.SubscriptionView subscription = by.get(0);
                String id = "subscription:" + subscription.name();
                String label = by.size() == 1
                        ? subscription.name()
                        : subscription.name() + " and " + (by.size() - 1) + " more";
                parts.nodes.putIfAbsent(
                        id,
                        new Graph.Node(
                                id,
                                "subscription",
                                label,
                                "",
                                subscription.paused() ? "paused" : flow.rowsPerSecond > 0 ? "ok" : "idle",
                                0,
                                0,
                                0,
                                ""));
                parts.edge(from, id, sums);
                parts.edge(id, "moniker:" + names.get(1), sums);
            }
            parts.nodes.computeIfAbsent(
                    "moniker:" + names.get(1),
                    id -> new Graph.Node(id, "moniker", names.get(1), "no longer defined", "idle", 0, 0, 0, ""));
            parts.nodes.computeIfAbsent(
                    namespaceNode(names.get(0), shown),
                    id -> new Graph.Node(id, "namespace", "other namespaces", "", "ok", 0, 0, 0, ""));
        });
        // A namespace that was taken out since has edges and no node.
        List.copyOf(parts.edges.keySet())
                .forEach(edge -> parts.node(
                        edge.get(1), edge.get(1).substring(0, edge.get(1).indexOf(':')), edge.get(1), "", false));
    }

    private static boolean takes(StatusView.SubscriptionView subscription, String namespace) {
        return subscription.from().contains("*") || subscription.from().contains(namespace);
    }
}
