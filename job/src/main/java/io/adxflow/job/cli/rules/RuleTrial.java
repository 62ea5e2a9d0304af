package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.Deliveries.Delivery;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rows.TableKey;
import io.adxflow.job.rules.NamespaceRules;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what a document makes of samples and records, with the decoders and tables of the job; nothing is kept. One thread. */
final class RuleTrial implements AutoCloseable {
    private static final int MAX_BYTES = 64 << 20;
    private static final String SENDER = "test-rules";

    private final Map<String, NamespaceSpec> namespaces;
    private final Map<String, SeriesRules> seriesRules = new HashMap<>();
    private final BodyDecoders decoders = BodyDecoders.of(MAX_BYTES, 0, DecodeCharge.unbounded());
    private final LiveTables tables;
    private final BodyRows bodies;
    private final RecordChanges recordChanges;
    private final Consumer<ObjectNode> out;
    private final List<DeadLetter> letters = new ArrayList<>();
    /** What rules changed in the record at hand. */
    private final ArrayNode changed = JsonNodeFactory.instance.arrayNode();

    /** What the record at hand gives to metrics, until a line tells it. */
    private @Nullable ArrayNode metrics;

    private String namespace = "";
    private long sequence;

    /** @param out takes a line for each sample, record or span, in their order */
    RuleTrial(PipelineDocument document, RowSettings settings, Consumer<ObjectNode> out) {
        this.out = out;
        namespaces = document.namespaces();
        namespaces.forEach((name, spec) -> {
            SeriesRules rules = new NamespaceRules(spec.rules()).series();
            if (rules != null) {
                seriesRules.put(name, rules);
            }
        });
        tables = new LiveTables(
                new RowRules(
                        List.copyOf(namespaces.values()),
                        List.copyOf(document.subscriptions().values()),
                        RowRules.CURRENT),
                settings,
                letters::add,
                null);
        tables.setWatch(this::series);
        tables.setRecordWatch((rule, field, action) ->
                changed.addObject().put("rule", rule).put("field", field).put("action", action));
        bodies = new BodyRows(decoders, tables);
        recordChanges = new RecordChanges(document, settings, decoders);
    }

    /**
     * Runs one line of input.
     *
     * @param otherwise the namespace of a line that names none
     * @param arrivalMillis when it is taken to come in
     * @throws IllegalArgumentException when it cannot be read
     */
    void run(TrialInput input, String otherwise, long arrivalMillis) {
        namespace = input.namespace() == null ? otherwise : input.namespace();
        NamespaceSpec spec = namespaces.get(namespace);
        if (spec == null) {
            throw new IllegalArgumentException("there is no namespace '" + namespace + "' (known: "
                    + String.join(", ", namespaces.keySet()) + ")");
        }
        for (byte[] body : input.bodies()) {
            run(input.format(), body, new Target(namespace, spec.database()), arrivalMillis);
        }
    }

    private void run(WireFormat format, byte[] body, Target target, long arrivalMillis) {
        boolean isRecord = format.signal() == Signal.LOGS || format.signal() == Signal.TRACES;
        AppendResult result;
        try {
            if (isRecord) {
                changed.addAll(recordChanges.of(format, body, target, sequence, arrivalMillis));
            }
            result = bodies.append(format, body, body.length, target, sequence++, arrivalMillis, SENDER, RowFilter.ALL);
        } catch (MalformedBodyException e) {
            changed.removeAll();
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        metrics = RecordMetrics.of(tables.sums().staged());
        String problems = result.problems();
        if (problems != null) {
            out.accept(line(false).put("refused", problems));
            // The rest of it is kept.
            int unused = tell(null, changed.isEmpty() ? null : changed.deepCopy());
            changed.removeAll();
        } else if (isRecord) {
            record(result);
        } else {
            // What belongs to no series, such as a metric's description.
            int unused = tell(null, null);
        }
    }

    private void series(
            Map<String, String> sent, @Nullable Map<String, String> labels, int points, @Nullable String droppedBy) {
        ObjectNode labelsNode = null;
        if (labels != null) {
            labelsNode = JsonNodeFactory.instance.objectNode();
            labels.forEach(labelsNode::put);
        }
        ArrayNode changes = SeriesChanges.of(sent, seriesRules.get(namespace), droppedBy == null ? labels : null);
        if (droppedBy != null) {
            for (int i = 0; i < points; i++) {
                ObjectNode line = line(false).put("droppedBy", droppedBy);
                set(line, "labels", labelsNode);
                line.set("changes", changes);
                out.accept(line);
            }
        } else if (tell(labelsNode, changes) == 0) {
            ObjectNode line = line(true);
            set(line, "labels", labelsNode);
            line.putArray("deliveries");
            line.set("changes", changes);
            out.accept(line);
        }
    }

    private void record(AppendResult result) {
        ArrayNode changes = changed.deepCopy();
        changed.removeAll();
        if (result.droppedRows() > 0) {
            ObjectNode line = line(false);
            set(line, "changes", changes.isEmpty() ? null : changes);
            result.dropped().keySet().forEach(rule -> line.put("droppedBy", rule));
            out.accept(line);
        } else if (tell(null, changes) == 0) {
            ObjectNode line = line(true);
            line.putArray("deliveries");
            out.accept(line);
        }
    }

    private ObjectNode line(boolean kept) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("kept", kept);
        if (metrics != null) {
            line.set("metrics", metrics);
            metrics = null;
        }
        return line;
    }

    /** Tells of the rows that are in the buffers, and of what went to the dead letters; returns how many. */
    private int tell(@Nullable ObjectNode labels, @Nullable ArrayNode changes) {
        int told = 0;
        for (TableBuffer buffer : List.copyOf(tables.buffers())) {
            StringBuilder csv = new StringBuilder();
            TableKey key = buffer.key();
            buffer.drain(
                    new byte[1 << 16],
                    (bytes, offset, length) -> csv.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
            for (List<String> fields : RowJson.parse(csv.toString())) {
                ObjectNode line = line(true);
                set(line, "labels", labels);
                line.set("deliveries", deliveries(key, fields));
                set(line, "changes", changes);
                out.accept(line);
                told++;
            }
        }
        for (DeadLetter letter : letters) {
            ObjectNode line = line(true);
            set(line, "labels", labels);
            line.putObject("deadLetter")
                    .put("reason", letter.reason().toString())
                    .put("detail", letter.detail());
            line.putArray("deliveries");
            set(line, "changes", changes);
            out.accept(line);
            told++;
        }
        letters.clear();
        return told;
    }

    private static void set(ObjectNode line, String key, com.fasterxml.jackson.databind.@Nullable JsonNode value) {
        if (value != null) {
            line.set(key, value);
        }
    }

    private ArrayNode deliveries(TableKey key, List<String> fields) {
        ArrayNode deliveries = JsonNodeFactory.instance.arrayNode();
        NamespaceSpec spec = namespaces.get(key.namespace());
        List<Delivery> to = !key.deliveries().areOfNamespace() || spec == null
                ? key.deliveries().all()
                : spec.monikers().stream().map(Delivery::new).toList();
        for (Delivery delivery : to) {
            ObjectNode one = deliveries
                    .addObject()
                    .put("moniker", delivery.moniker())
                    .put("database", key.database())
                    .put("table", key.table());
            if (!delivery.held().isEmpty()) {
                one.put("held", delivery.held());
            }
            one.set("row", RowJson.of(TableSchema.parse(key.schema()), fields));
        }
        return deliveries;
    }

    @Override
    public void close() {
        recordChanges.close();
        tables.close();
        decoders.close();
    }
}
