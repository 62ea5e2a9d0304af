package io.adxflow.job.page.model;

import java.util.List;

/**
 * The pipeline as a graph, from who sends to where rows end, as {@code GET /api/v1/graph} tells it. Rates are per second.
 *
 * @param at ISO 8601
 */
public record Graph(String at, List<Node> nodes, List<Edge> edges) {

    /**
     * A node.
     *
     * @param id its kind and name
     * @param kind {@code agent}, {@code sender}, {@code listener}, {@code namespace}, {@code rules}, {@code subscription}, {@code moniker},
     *     {@code destination}, {@code standby}
     * @param state as {@link StatusView.MonikerView#state} for monikers and destinations; {@code ok} or {@code idle} for others
     * @param detail a few more words
     */
    public record Node(
            String id,
            String kind,
            String label,
            String detail,
            String state,
            long backlogRows,
            long backlogBytes,
            long oldestSeconds,
            String lastError) {}

    /**
     * An edge.
     *
     * @param rows in all, as the metric counts that is named in the documentation of the graph; likewise {@code bytes}
     * @param refusalsPerSecond of requests or rows that did not go this way
     */
    public record Edge(
            String from,
            String to,
            double rowsPerSecond,
            double bytesPerSecond,
            double refusalsPerSecond,
            double rows,
            double bytes) {}
}
