package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.otlp.restore.RecordColumns;
import io.adxflow.job.otlp.restore.RecordsOfRows;
import io.adxflow.job.rules.transform.RecordKind;
import io.adxflow.job.rules.transform.RecordProgram;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of rows of log records and spans whether a namespace does anything to such records, and what makes them records again. One thread. */
final class RuledRecords {
    private static final int MAX_BOUND = 1_000;

    private final LiveTables tables;
    private final Map<String, Optional<Bound>> bound = new HashMap<>();

    /** What holds for all tables of these columns in a namespace. */
    private record Bound(RecordColumns columns, RecordsOfRows records, Set<String> taken) {}

    /**
     * Rows of one table.
     *
     * @param namespace whose rules give its records their table and their columns
     */
    record OfTable(Signal signal, NamespaceSpec namespace, RecordsOfRows records) {}

    RuledRecords(LiveTables tables) {
        this.tables = tables;
    }

    /** Null when the rows are none of records, or nothing is done to these. */
    @Nullable
    OfTable of(NamespaceSpec namespace, TableKey key, TableColumns columns) {
        if (bound.size() >= MAX_BOUND) {
            bound.clear();
        }
        Bound found = bound.computeIfAbsent(
                        namespace.name() + '\0' + key.schema(), none -> bind(namespace, columns.schema()))
                .orElse(null);
        if (found == null) {
            return null;
        }
        OtlpRules rules = found.columns().lifting(namespace.otlp(), key.table(), found.taken());
        NamespaceSpec with = new NamespaceSpec(
                namespace.name(),
                namespace.database(),
                namespace.databases(),
                namespace.monikers(),
                namespace.addLabels(),
                namespace.liftLabels(),
                rules,
                namespace.rules());
        return new OfTable(found.columns().signal(), with, found.records());
    }

    private Optional<Bound> bind(NamespaceSpec namespace, TableSchema schema) {
        RecordColumns columns = RecordColumns.of(schema);
        if (columns == null || !isRuled(namespace, columns)) {
            return Optional.empty();
        }
        return Optional.of(new Bound(
                columns, new RecordsOfRows(columns, namespace.otlp()), made(namespace, kind(columns.signal()))));
    }

    private static RecordKind kind(Signal signal) {
        return signal == Signal.LOGS ? RecordKind.LOGS : RecordKind.TRACES;
    }

    private boolean isRuled(NamespaceSpec namespace, RecordColumns columns) {
        RecordKind kind = kind(columns.signal());
        return tables.rulesOf(namespace).records() != null
                || !program(namespace, kind).isEmpty()
                || columns.lacksLifted(namespace.otlp())
                || tables.metricsFrom(namespace).stream().anyMatch(program -> program.kind() == kind);
    }

    private static String program(NamespaceSpec namespace, RecordKind kind) {
        return kind == RecordKind.LOGS
                ? namespace.rules().transform().logs()
                : namespace.rules().transform().traces();
    }

    /** Columns that the namespace's program makes. */
    private Set<String> made(NamespaceSpec namespace, RecordKind kind) {
        String program = program(namespace, kind);
        return program.isEmpty()
                ? Set.of()
                : TableSchema.parse(RecordProgram.bind(
                                        program, kind, namespace.otlp(), RuleFunctions.with(tables.hashKeys()))
                                .schema())
                        .columns()
                        .stream()
                        .map(TableSchema.Column::name)
                        .collect(Collectors.toUnmodifiableSet());
    }
}
