package io.adxflow.job.rows;

import io.adxflow.job.otlp.RecordCsv;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.rules.metrics.RecordSums;
import io.adxflow.job.rules.transform.RecordRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpRequest;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a row of each record of one request: encodes it, finds its table, and puts it there, or tells why not. */
final class RecordRows implements OtlpRequest.Visitor {
    private static final TableKey NOWHERE = new TableKey("", "", "", "", Deliveries.NONE);

    private final Signal signal;
    private final OtlpRequest request;
    private final RecordCsv encoder;
    private final DeliveryRules deliveries;
    private final RecordTables tables;
    private final LargeRows largeRows;
    private final ByteBuilder row;
    private final RecordAppend append;
    private @Nullable TableKey lastTable;
    private TableKey lastDelivered = NOWHERE;
    private @Nullable TableBuffer lastBuffer;
    private @Nullable TableKey lastBufferKey;
    private final long maxRecordBytes;
    private final Runnable relief;
    private final @Nullable RecordRules rules;
    private final @Nullable RuledRecordRows ruled;
    private final @Nullable RecordSums sums;
    private final @Nullable SenderHints hints;
    private String resourceUrl = "";
    private String scopeUrl = "";
    private @Nullable TableKey hinted;
    private final @Nullable RestoredRows restored;
    private int records;
    private long resourceBytes;
    private long scopeBytes;

    RecordRows(
            Signal signal,
            OtlpRequest request,
            RecordCsv encoder,
            DeliveryRules deliveries,
            RecordTables tables,
            LargeRows largeRows,
            ByteBuilder row,
            RecordAppend append,
            long maxRecordBytes,
            Runnable relief,
            @Nullable RecordRules rules,
            RecordTables untransformed,
            @Nullable RecordSums sums,
            @Nullable SenderHints hints,
            @Nullable RestoredRows restored) {
        this.sums = sums;
        this.hints = hints;
        this.restored = restored;
        this.signal = signal;
        this.request = request;
        this.encoder = encoder;
        this.deliveries = deliveries;
        this.tables = tables;
        this.largeRows = largeRows;
        this.row = row;
        this.append = append;
        boolean isReplay = append.filter() != RowFilter.ALL && append.filter() != RowFilter.NONE;
        this.maxRecordBytes = isReplay ? Long.MAX_VALUE : maxRecordBytes;
        encoder.setMaxBytes(this.maxRecordBytes);
        this.relief = relief;
        this.rules = rules;
        if (rules == null) {
            ruled = null;
            if (sums != null) {
                sums.view().setMaxBytes(this.maxRecordBytes);
            }
            tables.begin(append, defaultTable(), encoder.schema(), deliveries.reached());
        } else {
            rules.view().setMaxBytes(this.maxRecordBytes);
            tables.begin(append, defaultTable(), rules.schema(), deliveries.reached());
            untransformed.begin(append, defaultTable(), rules.untransformedSchema(), deliveries.reached());
            ruled = new RuledRecordRows(
                    rules,
                    append.namespace().rules().transform().onError(),
                    tables,
                    untransformed,
                    deliveries,
                    largeRows,
                    append,
                    restored == null,
                    this::refuse);
        }
    }

    /** To be called behind the last record. */
    void finish() {
        if (ruled != null) {
            ruled.finish();
        }
        if (restored != null) {
            restored.setAsideUnreadable();
        }
    }

    private String defaultTable() {
        return signal == Signal.LOGS
                ? append.namespace().otlp().logsTable()
                : append.namespace().otlp().tracesTable();
    }

    @Override
    public void resource(Owner resource) throws MalformedBodyException {
        resourceBytes = resource.bytes();
        resourceUrl = url(resource);
        scopeUrl = "";
        hinted = null;
        if (resourceBytes > maxRecordBytes) {
            return;
        }
        if (rules == null) {
            encoder.resource(resource);
            if (sums != null) {
                sums.view().resource(resource);
            }
        } else {
            rules.view().resource(resource);
        }
    }

    @Override
    public void scope(Owner scope) throws MalformedBodyException {
        scopeBytes = scope.bytes();
        scopeUrl = url(scope);
        hinted = null;
        if (scopeBytes > maxRecordBytes) {
            return;
        }
        if (rules == null) {
            encoder.scope(scope);
            if (sums != null) {
                sums.view().scope(scope);
            }
        } else {
            rules.view().scope(scope);
        }
    }

    private String url(Owner owner) {
        int length = owner.schemaUrlEnd - owner.schemaUrlStart;
        return hints == null || length == 0
                ? ""
                : new String(request.reader().bytes, owner.schemaUrlStart, length, StandardCharsets.UTF_8);
    }

    /** Once for each table of a scope's records. */
    private void tell(TableKey table) {
        if (hints != null && !table.equals(hinted)) {
            hinted = table;
            hints.url(table.database(), table.table(), resourceUrl);
            hints.url(table.database(), table.table(), scopeUrl);
        }
    }

    @Override
    public void record(int start, int end) throws MalformedBodyException {
        records++;
        long bytes = resourceBytes + scopeBytes + end - start;
        if (bytes > maxRecordBytes) {
            refuseTooLarge(bytes);
            return;
        }
        relief.run();
        if (ruled != null) {
            if (ruled.record(start, end)) {
                count();
                if (sums != null && rules != null) {
                    sums.add(rules.view(), append.target().database(), append.arrivalMillis());
                }
            }
            return;
        }
        row.clear();
        try {
            encoder.encode(start, end, append.arrivalMillis(), row);
        } catch (RefusedRecordException e) {
            refuse(e.getMessage());
            return;
        }
        TableKey key = tables.find(restored == null ? encoder.destination() : null);
        if (key == null) {
            refuse(tables.refusal());
            append.result().withoutRoom(tables.withoutRoom());
            return;
        }
        boolean isLarge = largeRows.isTooLarge(row.array(), 0, row.length());
        if (isLarge && row.length() > maxRecordBytes) {
            refuseTooLarge(row.length());
            return;
        }
        count();
        if (sums != null) {
            sums.add(start, end, append.target().database(), append.arrivalMillis());
        }
        key = delivered(key);
        if (!tables.keeps(key)) {
            append.countUnsubscribed(key);
            return;
        }
        tell(key);
        if (isLarge) {
            largeRows.send(append.result(), key, append.sender(), append.arrivalMillis());
        } else {
            put(table(key));
        }
    }

    /** The table's rows that go where this record goes. */
    private TableKey delivered(TableKey table) {
        Deliveries fixed = deliveries.fixed();
        Deliveries chosen = fixed != null ? fixed : deliveries.choose(table.table(), encoder.watched()::valueOf);
        if (!table.equals(lastTable) || !chosen.equals(lastDelivered.deliveries())) {
            lastTable = table;
            lastDelivered = table.with(chosen);
        }
        return lastDelivered;
    }

    /** The table, looked up anew when it has been drained, with which it is forgotten. */
    private TableBuffer table(TableKey key) {
        TableBuffer table = lastBuffer;
        if (table == null || !key.equals(lastBufferKey) || table.rows() == 0) {
            table = tables.table(key);
            lastBuffer = table;
            lastBufferKey = key;
        }
        return table;
    }

    private void put(TableBuffer table) {
        table.open(append.sequence(), append.arrivalMillis());
        table.cover(encoder.timestampMillis());
        table.encodedRows().beginRow().put(row.array(), 0, row.length());
        table.encodedRows().endRow();
        append.result().rows++;
        append.result().delivered(table.key().deliveries(), 1);
    }

    private void refuseTooLarge(long bytes) {
        refuse("with its resource and scope it has " + bytes + " B (expected: at most " + maxRecordBytes
                + " B, which follows from the heap and option ingest.decode-memory-share)");
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
        if (restored != null) {
            // Nobody could be told, and what was taken with it is not to come again.
            count();
            restored.setAside(records - 1, String.valueOf(why));
            return;
        }
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
