package io.adxflow.job.rows;

import io.adxflow.job.otlp.RecordCsv;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import org.jspecify.annotations.Nullable;

/** Makes a row of each record of one request: encodes it, finds its table, and puts it there, or tells why not. */
final class RecordRows implements OtlpRequest.Visitor {
    private final Signal signal;
    private final OtlpRequest request;
    private final RecordCsv encoder;
    private final RecordTables tables;
    private final RecordLetters letters;
    private final RecordAppend append;

    RecordRows(
            Signal signal,
            OtlpRequest request,
            RecordCsv encoder,
            RecordTables tables,
            RecordLetters letters,
            RecordAppend append) {
        this.signal = signal;
        this.request = request;
        this.encoder = encoder;
        this.tables = tables;
        this.letters = letters;
        this.append = append;
        tables.begin(append, defaultTable(), encoder.schema());
    }

    private String defaultTable() {
        return signal == Signal.LOGS
                ? append.namespace().otlp().logsTable()
                : append.namespace().otlp().tracesTable();
    }

    @Override
    public void resource(Owner resource) throws MalformedBodyException {
        encoder.resource(resource);
    }

    @Override
    public void scope(Owner scope) throws MalformedBodyException {
        encoder.scope(scope);
    }

    @Override
    public void record(int start, int end) throws MalformedBodyException {
        ByteBuilder row = letters.row();
        try {
            encoder.encode(start, end, append.arrivalMillis(), row);
        } catch (RefusedRecordException e) {
            refuse(e.getMessage());
            return;
        }
        TableKey key = tables.find(encoder.destination());
        if (key == null) {
            refuse(tables.refusal());
            return;
        }
        count();
        if (!tables.keeps(key)) {
            return;
        }
        if (letters.isTooLarge(row)) {
            letters.send(append, key);
        } else {
            put(row, tables.table(key));
        }
    }

    private void put(ByteBuilder row, TableBuffer table) {
        table.open(append.sequence(), append.arrivalMillis());
        table.cover(encoder.timestampMillis());
        table.encodedRows().beginRow().put(row.array(), 0, row.length());
        table.encodedRows().endRow();
        append.result().rows++;
    }

    private void count() {
        if (signal == Signal.LOGS) {
            append.result().logRecords++;
        } else {
            append.result().spans++;
        }
    }

    private void refuse(@Nullable String why) {
        AppendResult result = append.result();
        String text = result.problems.wantsText() ? request.path() + ": " + why : null;
        if (signal == Signal.LOGS) {
            result.rejectedLogRecords++;
            result.problems.addLogRecord(text);
        } else {
            result.rejectedSpans++;
            result.problems.addSpan(text);
        }
    }
}
