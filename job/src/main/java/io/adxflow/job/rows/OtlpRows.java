package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.otlp.LogRecordCsv;
import io.adxflow.job.otlp.RecordCsv;
import io.adxflow.job.otlp.SpanCsv;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import java.util.HashMap;
import java.util.Map;

/** Appends the records of OTLP requests of one signal, logs or traces, to their tables. One per reader, one thread. */
final class OtlpRows {
    private final Signal signal;
    private final LiveTables tables;
    private final OtlpRequest request;
    private final RecordTables recordTables;
    private final RecordLetters letters;
    private final Map<String, RecordCsv> encoders = new HashMap<>();

    /** @param maxRowBytes how much the rows of one request may take */
    OtlpRows(Signal signal, long maxRowBytes, LiveTables tables) {
        this.signal = signal;
        this.tables = tables;
        this.request = new OtlpRequest(signal, maxRowBytes);
        this.recordTables = new RecordTables(tables.registry());
        this.letters = new RecordLetters(tables.deadLetters(), tables.maxValueBytes());
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
        NamespaceSpec namespace = tables.namespace(target);
        RecordCsv encoder = encoders.computeIfAbsent(namespace.name(), name -> encoder(namespace));
        try {
            request.take(message, length);
            RecordAppend append = new RecordAppend(
                    tables.beginAppend(), tables.result(), namespace, target, sequence, arrivalMillis, sender, filter);
            request.visit(new RecordRows(signal, request, encoder, recordTables, letters, append));
            return append.result();
        } finally {
            request.release();
        }
    }

    private RecordCsv encoder(NamespaceSpec namespace) {
        return signal == Signal.LOGS
                ? new LogRecordCsv(request.reader(), namespace.otlp())
                : new SpanCsv(request.reader(), namespace.otlp());
    }
}
