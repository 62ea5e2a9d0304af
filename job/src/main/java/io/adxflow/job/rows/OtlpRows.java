package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.otlp.LogRecordCsv;
import io.adxflow.job.otlp.RecordCsv;
import io.adxflow.job.otlp.SpanCsv;
import io.adxflow.job.rules.metrics.MetricProgram;
import io.adxflow.job.rules.metrics.RecordSums;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.job.rules.transform.RecordKind;
import io.adxflow.job.rules.transform.RecordProgram;
import io.adxflow.job.rules.transform.RecordRules;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.job.rules.transform.TransformSpec;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Appends the records of OTLP requests of one signal, logs or traces, to their tables. One per reader, one thread. */
final class OtlpRows {
    private static final int FIRST_BYTES = 4096;
    private static final int KEEP_BYTES = 1 << 20;
    /** Sets of columns that rows may come with; namespaces are fewer. */
    private static final int MAX_BOUND = 1_000;

    private final Signal signal;
    private final LiveTables tables;
    private final OtlpRequest request;
    private final long maxRecordBytes;
    private final RecordTables recordTables;
    private ByteBuilder row = new ByteBuilder(FIRST_BYTES);
    private final Map<String, RecordCsv> encoders = new HashMap<>();
    private final Map<String, DeliveryRules> deliveries = new HashMap<>();
    private final Map<String, Optional<RecordRules>> rules = new HashMap<>();
    private final Map<String, Optional<RecordSums>> sums = new HashMap<>();
    private final RecordTables untransformed;

    /**
     * @param maxRowBytes how much the rows of one request may take
     * @param maxRecordBytes of a record with its resource and scope, beyond which it is refused
     */
    OtlpRows(Signal signal, long maxRowBytes, long maxRecordBytes, LiveTables tables, DatabaseRoom room) {
        this.maxRecordBytes = maxRecordBytes;
        this.signal = signal;
        this.tables = tables;
        this.request = new OtlpRequest(signal, maxRowBytes);
        this.recordTables = new RecordTables(tables.registry(), tables.rules().isFirst(), room);
        this.untransformed = new RecordTables(tables.registry(), tables.rules().isFirst(), room);
    }

    /**
     * Appends all records that the filter keeps; what cannot be a row is refused or sent to the dead letters, each alone.
     *
     * @param message the request as protobuf, readable {@link ProtoReader#PADDING} bytes past its end
     * @return as {@link LiveTables#append}
     * @throws MalformedBodyException when the request as a whole cannot be read; nothing was appended then
     */
    AppendResult append(
            byte[] message,
            int length,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        return append(message, length, target, sequence, arrivalMillis, sender, filter, null);
    }

    /**
     * Appends records, as above.
     *
     * @param rows that they were made of, or null for records that were sent
     */
    AppendResult append(
            byte[] message,
            int length,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter,
            @Nullable RestoredRows rows)
            throws MalformedBodyException {
        NamespaceSpec namespace = rows == null ? tables.namespace(target) : rows.namespace();
        String key = rows == null ? namespace.name() : namespace.name() + '\0' + rows.schema();
        if (encoders.size() >= MAX_BOUND) {
            encoders.clear();
            rules.clear();
        }
        DeliveryRules ofNamespace = deliveries.computeIfAbsent(namespace.name(), name -> deliveries(namespace));
        RecordCsv encoder = encoders.computeIfAbsent(key, name -> encoder(namespace, ofNamespace.names()));
        try {
            request.take(message, length);
            RecordAppend append = new RecordAppend(
                    tables.beginAppend(), tables.result(), namespace, target, sequence, arrivalMillis, sender, filter);
            RecordRows recordRows = new RecordRows(
                    signal,
                    request,
                    encoder,
                    ofNamespace,
                    recordTables,
                    tables.largeRows(),
                    row(),
                    append,
                    maxRecordBytes,
                    tables::relieve,
                    rules.computeIfAbsent(key, name -> rules(namespace)).orElse(null),
                    untransformed,
                    // What is read again was added up before.
                    filter == RowFilter.ALL
                            ? sums.computeIfAbsent(namespace.name(), name -> sums(tables.namespace(target)))
                                    .orElse(null)
                            : null,
                    filter == RowFilter.ALL ? tables.hints() : null,
                    rows);
            request.visit(recordRows);
            recordRows.finish();
            return append.result();
        } finally {
            request.release();
        }
    }

    /** Where records are encoded, one after the other. */
    private ByteBuilder row() {
        if (row.array().length > KEEP_BYTES) {
            row = new ByteBuilder(FIRST_BYTES);
        }
        return row;
    }

    private DeliveryRules deliveries(NamespaceSpec namespace) {
        return tables.deliveries(
                namespace, signal == Signal.LOGS ? SubscriptionSpec.Signal.LOGS : SubscriptionSpec.Signal.TRACES);
    }

    private RecordCsv encoder(NamespaceSpec namespace, Collection<String> watched) {
        return signal == Signal.LOGS
                ? new LogRecordCsv(request.reader(), namespace.otlp(), watched)
                : new SpanCsv(request.reader(), namespace.otlp(), watched);
    }

    /** What the namespace's records give to metrics; nothing when they give nothing. */
    private Optional<RecordSums> sums(NamespaceSpec namespace) {
        RecordKind kind = kind();
        List<MetricProgram> programs = tables.metricsFrom(namespace).stream()
                .filter(program -> program.kind() == kind)
                .toList();
        return programs.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecordSums(
                        programs, kind.view(request.reader()), tables.sums(), tables.scrubber(namespace)));
    }

    private RecordKind kind() {
        return signal == Signal.LOGS ? RecordKind.LOGS : RecordKind.TRACES;
    }

    /** What the namespace does to records before they are rows; nothing when it does nothing. */
    private Optional<RecordRules> rules(NamespaceSpec namespace) {
        TransformSpec transform = namespace.rules().transform();
        String text = signal == Signal.LOGS ? transform.logs() : transform.traces();
        RecordKind kind = kind();
        RowScrubber scrubber = tables.rulesOf(namespace).rowScrubber();
        if (text.isEmpty() && scrubber == null) {
            return Optional.empty();
        }
        RecordProgram program = text.isEmpty()
                ? RecordProgram.identity(kind, namespace.otlp())
                : RecordProgram.bind(text, kind, namespace.otlp(), RuleFunctions.with(tables.hashKeys()));
        return Optional.of(new RecordRules(request.reader(), program, namespace.otlp(), scrubber));
    }
}
