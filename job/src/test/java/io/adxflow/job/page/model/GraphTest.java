package io.adxflow.job.page.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.PartExchange;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GraphTest {
    private final PipelineFixture pipeline = new PipelineFixture();

    @Test
    void leadsFromSendersToDestinations() {
        Graph graph = after(30).graph(12);
        assertThat(graph.nodes())
                .extracting(Graph.Node::id)
                .contains(
                        "sender:10.0.0.1 Prometheus/3.5.0",
                        "listener:http",
                        "namespace:default",
                        "rules:default",
                        "subscription:audit",
                        "moniker:adx",
                        "destination:adx",
                        "standby:adx")
                .doesNotContain("moniker:spare");
        assertThat(edge(graph, "rules:default", "moniker:adx").rowsPerSecond()).isCloseTo(1_000, Offset.offset(5.0));
        assertThat(edge(graph, "rules:default", "subscription:audit").rowsPerSecond())
                .isCloseTo(100, Offset.offset(1.0));
        assertThat(graph.edges())
                .allSatisfy(edge ->
                        assertThat(graph.nodes()).extracting(Graph.Node::id).contains(edge.from(), edge.to()));
    }

    @Test
    void keepsSumsWhenItShowsFew() {
        for (int i = 0; i < 199; i++) {
            pipeline.namespaces.add(new Part.Namespace("team" + i, "Metrics", List.of("adx"), 0));
        }
        pipeline.senders = 300;
        PipelineModel.Seen seen = after(30);
        Graph few = seen.graph(5);
        assertThat(few.nodes()).hasSizeLessThan(40);
        assertThat(few.nodes()).extracting(Graph.Node::id).contains("namespace:(others)", "sender:(others)");
        assertThat(into(few, "moniker:adx")).isEqualTo(into(seen.graph(200), "moniker:adx"), Offset.offset(1e-3));
    }

    @Test
    void whoShowsAHandShakesTokenIsAnAgent() {
        pipeline.whoSends = "agent node-7";
        pipeline.agents.add(agent("node-7", "otelcol on node-7", ""));
        Graph graph = after(30).graph(12);
        assertThat(graph.nodes()).extracting(Graph.Node::kind).doesNotContain("sender");
        Graph.Node node = node(graph, "agent:node-7");
        assertThat(node.label()).isEqualTo("otelcol on node-7");
        assertThat(node.detail()).isEqualTo("of default, 0.149");
        assertThat(node.state()).isEqualTo("ok");
        assertThat(edge(graph, "agent:node-7", "listener:http").rows()
                        + edge(graph, "agent:node-7", "listener:otlp_grpc").rows())
                .isEqualTo(pipeline.rows);
    }

    @Test
    void agentsThatSendNothingAreThereAndThoseWithTroubleFirst() {
        for (int i = 0; i < 30; i++) {
            pipeline.agents.add(agent("silent-" + i, "silent-" + i, i == 17 ? "exporter: connection refused" : ""));
        }
        Graph graph = after(30).graph(5);
        assertThat(graph.nodes())
                .filteredOn(node -> node.kind().equals("agent"))
                .hasSize(6);
        assertThat(node(graph, "agent:silent-17"))
                .satisfies(node -> assertThat(node.state()).isEqualTo("behind"))
                .satisfies(node -> assertThat(node.lastError()).isEqualTo("exporter: connection refused"));
        assertThat(node(graph, "agent:(silent)").label()).isEqualTo("25 more silent agents");
        assertThat(edge(graph, "agent:silent-17", "listener:http").rows()).isZero();
    }

    private static Part.Agent agent(String name, String label, String problem) {
        return new Part.Agent(name, "default", label, "opamp-http", "0.149", PipelineFixture.BEGIN, problem);
    }

    private static Graph.Node node(Graph graph, String id) {
        return graph.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static double into(Graph graph, String node) {
        return graph.edges().stream()
                .filter(edge -> edge.to().equals(node))
                .mapToDouble(Graph.Edge::rows)
                .sum();
    }

    @Test
    void showsWhoIsRefusedAndWhatRulesDrop() {
        for (int i = 1; i <= 20; i++) {
            pipeline.refusals.note("forbidden", "/10.9.9.9:" + i + " curl/8", "may not write there");
            pipeline.ofNamespaces.put("default", Map.of("rule_dropped_rows_total", 50.0 * i));
            PipelineModel.Seen unused = pipeline.second(1_000);
        }
        Graph graph = pipeline.second(1_000).graph(12);
        assertThat(edge(graph, "sender:10.9.9.9 curl/8", "listener:http").refusalsPerSecond())
                .isCloseTo(1, Offset.offset(0.1));
        assertThat(edge(graph, "namespace:default", "rules:default").refusalsPerSecond())
                .isBetween(30.0, 50.0);
    }

    @Test
    void isWrittenForToolsThatDraw() {
        pipeline.records.failed("adx", DeliveryRecords.Part.DESTINATION, "", "transient", "refused");
        Graph graph = after(5).graph(12);
        assertThat(GraphText.dot(graph)).startsWith("digraph").contains("\"moniker:adx\" -> \"destination:adx\"");
        assertThat(GraphText.mermaid(graph)).startsWith("flowchart LR").contains(":::cut_off");
    }

    @Test
    void isTheSameWhenItCameFromAnotherProcess() throws Exception {
        PipelineModel.Seen unused = after(3);
        Part part = new PartSource(MetricStore.instance(), () -> 5, () -> null).gather();
        assertThat(Parts.part(Parts.bytes(part))).isEqualTo(part);
    }

    @Test
    void isMadeOfTheNewestPartsOfAllProcesses() throws Exception {
        PartExchange exchange = new PartExchange(() -> pipeline.now);
        PipelineModel whole = new PipelineModel(
                () -> pipeline.part("coordinator"), exchange, MetricStore.instance(), "1", () -> pipeline.now);
        for (int i = 0; i < 30; i++) {
            PipelineModel.Seen unused = pipeline.second(1_000);
            exchange.received(0, Parts.bytes(pipeline.part("one")));
            exchange.received(1, Parts.bytes(pipeline.part("other")));
            unused = whole.look();
        }
        Graph graph = whole.look().graph(12);
        assertThat(edge(graph, "rules:default", "moniker:adx").rows()).isEqualTo(90_000);
        assertThat(edge(graph, "rules:default", "moniker:adx").rowsPerSecond()).isCloseTo(3_000, Offset.offset(15.0));
        assertThat(whole.look().status().processes()).hasSize(3);
        pipeline.now += 40_000;
        assertThat(whole.look().status().processes()).hasSize(1);
        whole.close();
    }

    private PipelineModel.Seen after(int seconds) {
        PipelineModel.Seen seen = pipeline.second(1_000);
        for (int i = 1; i < seconds; i++) {
            seen = pipeline.second(1_000);
        }
        return seen;
    }

    private static Graph.Edge edge(Graph graph, String from, String to) {
        return graph.edges().stream()
                .filter(edge -> edge.from().equals(from) && edge.to().equals(to))
                .findFirst()
                .orElseThrow();
    }
}
