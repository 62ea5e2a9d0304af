package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.transform.TransformSpec;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Tells which columns of a record's row were changed by {@code normalise} and by {@code transform}: its rows are made without either, with the first, and with both, and held
 * against each other. What scrubbing finds is told by itself. One thread.
 */
final class RecordChanges implements AutoCloseable {
    private static final String SENDER = "test-rules";

    private final Stage sent;
    private final Stage normalised;
    private final Stage transformed;

    /** The tables of one set of rules. */
    private record Stage(LiveTables tables, BodyRows bodies) {
        static Stage of(
                PipelineDocument document,
                RowSettings settings,
                BodyDecoders decoders,
                UnaryOperator<RulesSpec> rules) {
            List<NamespaceSpec> namespaces = new ArrayList<>();
            for (NamespaceSpec one : document.namespaces().values()) {
                namespaces.add(new NamespaceSpec(
                        one.name(),
                        one.database(),
                        one.databases(),
                        one.monikers(),
                        one.addLabels(),
                        one.liftLabels(),
                        one.otlp(),
                        rules.apply(one.rules())));
            }
            LiveTables tables =
                    new LiveTables(new RowRules(namespaces, List.of(), RowRules.CURRENT), settings, letter -> {}, null);
            return new Stage(tables, new BodyRows(decoders, tables));
        }

        List<ObjectNode> rows(WireFormat format, byte[] body, Target target, long sequence, long arrivalMillis)
                throws MalformedBodyException {
            var unused =
                    bodies.append(format, body, body.length, target, sequence, arrivalMillis, SENDER, RowFilter.ALL);
            List<ObjectNode> rows = new ArrayList<>();
            for (TableBuffer buffer : List.copyOf(tables.buffers())) {
                StringBuilder csv = new StringBuilder();
                buffer.drain(
                        new byte[1 << 16],
                        (bytes, offset, length) ->
                                csv.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
                TableSchema schema = TableSchema.parse(buffer.key().schema());
                RowJson.parse(csv.toString()).forEach(fields -> rows.add(RowJson.of(schema, fields)));
            }
            return rows;
        }
    }

    RecordChanges(PipelineDocument document, RowSettings settings, BodyDecoders decoders) {
        sent = Stage.of(document, settings, decoders, rules -> rules(rules, NormaliseSpec.NONE, TransformSpec.NONE));
        normalised =
                Stage.of(document, settings, decoders, rules -> rules(rules, rules.normalise(), TransformSpec.NONE));
        transformed =
                Stage.of(document, settings, decoders, rules -> rules(rules, rules.normalise(), rules.transform()));
    }

    private static RulesSpec rules(RulesSpec of, NormaliseSpec normalise, TransformSpec transform) {
        return new RulesSpec(of.relabel(), of.filter(), normalise, transform, List.of());
    }

    /**
     * The changes of a request's records, each once, in the order in which the rules act.
     *
     * @throws MalformedBodyException when the body cannot be read
     */
    ArrayNode of(WireFormat format, byte[] body, Target target, long sequence, long arrivalMillis)
            throws MalformedBodyException {
        List<ObjectNode> asSent = sent.rows(format, body, target, sequence, arrivalMillis);
        List<ObjectNode> asNormalised = normalised.rows(format, body, target, sequence, arrivalMillis);
        List<ObjectNode> asTransformed = transformed.rows(format, body, target, sequence, arrivalMillis);
        Set<ObjectNode> changes = new LinkedHashSet<>();
        compare("normalise", asSent, asNormalised, changes);
        compare("transform", asNormalised, asTransformed, changes);
        return JsonNodeFactory.instance.arrayNode().addAll(changes);
    }

    /** Of a record that became several rows, each is held against what it was. */
    private static void compare(String rule, List<ObjectNode> before, List<ObjectNode> after, Set<ObjectNode> changes) {
        if (before.size() != 1) {
            return;
        }
        for (ObjectNode row : after) {
            Set<String> names = new LinkedHashSet<>();
            before.get(0).fieldNames().forEachRemaining(names::add);
            row.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode was = before.get(0).get(name);
                JsonNode is = row.get(name);
                if (is == null || !is.equals(was)) {
                    changes.add(JsonNodeFactory.instance
                            .objectNode()
                            .put("rule", rule)
                            .put("field", name)
                            .put("action", is == null ? "removed" : was == null ? "added" : "changed"));
                }
            }
        }
    }

    @Override
    public void close() {
        sent.tables.close();
        normalised.tables.close();
        transformed.tables.close();
    }
}
