package io.adxflow.job.page.model;

import io.adxflow.job.cli.Text;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a {@link Graph} for tools that draw: DOT (https://graphviz.org/doc/info/lang.html) and Mermaid's flowcharts. */
public final class GraphText {
    private GraphText() {}

    /** In DOT. */
    public static String dot(Graph graph) {
        StringBuilder text = new StringBuilder(
                "digraph adxflow {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white];\n");
        for (Graph.Node node : graph.nodes()) {
            text.append("  ")
                    .append(quoted(node.id()))
                    .append(" [label=")
                    .append(quoted(node.kind() + "\n" + label(node)))
                    .append(", color=")
                    .append(quoted(color(node.state())))
                    .append("];\n");
        }
        for (Graph.Edge edge : graph.edges()) {
            text.append("  ")
                    .append(quoted(edge.from()))
                    .append(" -> ")
                    .append(quoted(edge.to()))
                    .append(" [label=")
                    .append(quoted(rates(edge)))
                    .append("];\n");
        }
        return text.append("}\n").toString();
    }

    /** For Mermaid. */
    public static String mermaid(Graph graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Map<String, String> names = new HashMap<>();
        for (Graph.Node node : graph.nodes()) {
            String name = "n" + names.size();
            names.put(node.id(), name);
            text.append("  ")
                    .append(name)
                    .append("[\"")
                    .append(escaped(node.kind() + ": " + label(node)))
                    .append("\"]:::")
                    .append(node.state())
                    .append('\n');
        }
        for (Graph.Edge edge : graph.edges()) {
            text.append("  ")
                    .append(names.get(edge.from()))
                    .append(" -->|\"")
                    .append(escaped(rates(edge)))
                    .append("\"| ")
                    .append(names.get(edge.to()))
                    .append('\n');
        }
        text.append("  classDef cut_off stroke:#c0392b,stroke-width:3px\n");
        text.append("  classDef parked stroke:#c0392b\n  classDef behind stroke:#d68910\n");
        return text.toString();
    }

    private static String label(Graph.Node node) {
        String state = node.state().equals("ok") || node.state().equals("idle")
                ? ""
                : " (" + node.state().replace('_', ' ') + ")";
        return node.label() + (node.detail().isEmpty() ? "" : ", " + node.detail()) + state;
    }

    private static String rates(Graph.Edge edge) {
        return String.format(
                Locale.ROOT, "%s rows/s, %s/s", Text.count(edge.rowsPerSecond()), Text.bytes(edge.bytesPerSecond()));
    }

    private static String color(String state) {
        return switch (state) {
            case "cut_off", "parked" -> "#c0392b";
            case "behind", "paused" -> "#d68910";
            case "ok" -> "#1e8449";
            default -> "#808080";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String escaped(String text) {
        return text.replace("&", "#amp;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("\n", " ");
    }
}
