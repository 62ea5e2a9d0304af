package io.adxflow.job.rules.metrics;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.transform.RecordKind;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.kql.rows.RowFunctions;
import io.adxflow.kql.rows.SummaryProgram;
import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.values.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A metric's query, bound to the table of its namespace that it reads. Immutable. */
public final class MetricProgram {
    private static final long TICKS_PER_MILLI = 10_000;
    private static final long LEAST_WINDOW_MILLIS = 1_000;
    private static final Set<String> OWN_LABELS = Set.of("__name__", "le", "overflow");

    private final RecordKind kind;
    private final SummaryProgram program;
    private final MetricRule rule;

    private MetricProgram(RecordKind kind, SummaryProgram program, MetricRule rule) {
        this.kind = kind;
        this.program = program;
        this.rule = rule;
    }

    /**
     * Binds a metric's query.
     *
     * @param database the namespace's own
     * @throws KqlException when the text is no summary of records
     * @throws IllegalArgumentException when it makes no metric
     */
    public static MetricProgram bind(
            String namespace, String database, OtlpRules otlp, MetricFromSpec spec, RowFunctions functions) {
        RuleFunctions.check(spec.query());
        SummaryProgram program = SummaryProgram.bind(
                spec.query(),
                Map.of(
                        otlp.logsTable(), RecordKind.LOGS.schema(),
                        otlp.tracesTable(), RecordKind.TRACES.schema()),
                functions);
        check(program, spec);
        String definition = String.join("\0", spec.toString(), otlp.logsTable(), otlp.tracesTable(), database);
        byte[] bytes = definition.getBytes(StandardCharsets.UTF_8);
        String id =
                namespace + "/" + spec.metric() + "/" + HexFormat.of().toHexDigits(Xxh64.hash(bytes, 0, bytes.length));
        MetricRule rule = new MetricRule(
                id,
                namespace,
                spec.metric(),
                program.labels(),
                database,
                new MetricShape(program.aggregate(), program.percentile(), program.bounds()),
                spec.temporality(),
                program.windowTicks() / TICKS_PER_MILLI,
                spec.latenessMillis(),
                spec.amendMillis(),
                spec.maxGroups());
        RecordKind kind = program.table().equals(otlp.logsTable()) ? RecordKind.LOGS : RecordKind.TRACES;
        return new MetricProgram(kind, program, rule);
    }

    private static void check(SummaryProgram program, MetricFromSpec spec) {
        if (program.windowTicks() % (LEAST_WINDOW_MILLIS * TICKS_PER_MILLI) != 0) {
            throw new IllegalArgumentException("its windows are no whole seconds");
        }
        if (spec.temporality() == Temporality.CUMULATIVE && !isAdditive(program.aggregate())) {
            throw new IllegalArgumentException(program.aggregate().name().toLowerCase(Locale.ROOT)
                    + " has no running total; cumulative are count, sum and histogram");
        }
        Set<String> taken = new HashSet<>();
        for (String label : program.labels()) {
            if (OWN_LABELS.contains(label) || !taken.add(label)) {
                throw new IllegalArgumentException("a label of it cannot be called '" + label + "'");
            }
        }
    }

    private static boolean isAdditive(Aggregate aggregate) {
        return new MetricShape(aggregate, 0, List.of()).isAdditive();
    }

    /** Which records it reads. */
    public RecordKind kind() {
        return kind;
    }

    public MetricRule rule() {
        return rule;
    }

    SummaryProgram program() {
        return program;
    }
}
