package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.PipelineConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code explain}: the topology that a configuration gives. */
@Command(
        name = "explain",
        description = "Shows the job's operators: names, uids, parallelism, and which are chained into one task.")
final class ExplainCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    private enum Format {
        table,
        json
    }

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json is one object an operator and line (default: table).")
    Format format = Format.table;

    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        PipelineConfig config = configFlags.load(List.of(), List.of());
        StreamGraph graph = EmbeddedCluster.streamGraph(config);
        List<StreamNode> nodes = new ArrayList<>(graph.getStreamNodes());
        nodes.sort(java.util.Comparator.comparingInt(StreamNode::getId));

        if (format == Format.json) {
            nodes.forEach(node -> Output.of(spec).println(json(node).toString()));
            return ExitCodes.OK;
        }
        TextTable operators = new TextTable(List.of("operator", "uid", "parallelism", "reads from"));
        Map<Integer, String> names = new HashMap<>();
        nodes.forEach(node -> names.put(node.getId(), node.getOperatorName()));
        for (StreamNode node : nodes) {
            List<String> inputs = node.getInEdges().stream()
                    .map(edge -> names.get(edge.getSourceId()) + " (" + edge.getPartitioner() + ")")
                    .toList();
            String uid = node.getTransformationUID();
            operators.add(List.of(
                    node.getOperatorName(),
                    uid == null ? "-" : uid,
                    Integer.toString(node.getParallelism()),
                    String.join(", ", inputs)));
        }
        TextTable tasks =
                new TextTable(List.of("task (operators chained into one thread)", "parallelism", "reads from"));
        JobGraph jobGraph = graph.getJobGraph();
        for (JobVertex vertex : jobGraph.getVerticesSortedTopologicallyFromSources()) {
            List<String> inputs = new ArrayList<>();
            for (JobEdge edge : vertex.getInputs()) {
                inputs.add(edge.getSource().getProducer().getName() + " (" + edge.getShipStrategyName() + ")");
            }
            tasks.add(List.of(vertex.getName(), Integer.toString(vertex.getParallelism()), String.join(", ", inputs)));
        }
        Output out = Output.of(spec);
        out.print(operators.render(0) + "\n" + tasks.render(0));
        out.println("\nmax parallelism " + JobSettings.MAX_PARALLELISM
                + ", fixed while the job keeps its state, which is cut by it");
        return ExitCodes.OK;
    }

    private static ObjectNode json(StreamNode node) {
        ObjectNode json = JSON.createObjectNode().put("id", node.getId()).put("operator", node.getOperatorName());
        json.put("uid", node.getTransformationUID()).put("parallelism", node.getParallelism());
        ArrayNode inputs = json.putArray("readsFrom");
        node.getInEdges().forEach(edge -> inputs.addObject()
                .put("id", edge.getSourceId())
                .put("partitioner", String.valueOf(edge.getPartitioner())));
        return json;
    }
}
