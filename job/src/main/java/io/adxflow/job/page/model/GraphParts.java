package io.adxflow.job.page.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes and edges of a {@link Graph} in the making. For one thread. */
final class GraphParts {
    /** Shares a node with what has none of its own. */
    static final String OTHERS = "(others)";

    final Map<String, Graph.Node> nodes = new LinkedHashMap<>();
    /** By the nodes that they lead from and to. */
    final Map<List<String>, Graph.Edge> edges = new LinkedHashMap<>();

    /** Adds a node, unless it is there. */
    void node(String id, String kind, String label, String detail, boolean busy) {
        nodes.putIfAbsent(id, new Graph.Node(id, kind, label, detail, busy ? "ok" : "idle", 0, 0, 0, ""));
    }

    /** @param flow rows, bytes and refusals a second, rows and bytes in all; added to what the edge has */
    void edge(String from, String to, double[] flow) {
        Graph.Edge more = new Graph.Edge(from, to, flow[0], flow[1], flow[2], flow[3], flow[4]);
        edges.merge(
                List.of(from, to),
                more,
                (one, other) -> new Graph.Edge(
                        from,
                        to,
                        one.rowsPerSecond() + other.rowsPerSecond(),
                        one.bytesPerSecond() + other.bytesPerSecond(),
                        one.refusalsPerSecond() + other.refusalsPerSecond(),
                        one.rows() + other.rows(),
                        one.bytes() + other.bytes()));
    }

    Graph graph(String at) {
        return new Graph(at, List.copyOf(nodes.values()), List.copyOf(edges.values()));
    }
}
