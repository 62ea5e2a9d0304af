package io.adxflow.job.rows;

import io.adxflow.job.otlp.Destination;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.rules.transform.MadeRows;
import io.adxflow.job.rules.transform.RecordRules;
import io.adxflow.job.rules.transform.TransformSpec.OnError;
import io.adxflow.sources.wire.MalformedBodyException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what a namespace's rules say of each record of one request: no row, one or several, each in the table that it names; or tells why not. */
final class RuledRecordRows {
    /** What rules that drop records are called where these are counted. */
    static final String TRANSFORM = "transform";

    static final String SCRUB = "scrub";

    private final RecordRules rules;
    private final OnError onError;
    private final RecordTables tables;
    /** Of records whose program failed: their table has other columns. */
    private final RecordTables untransformed;

    private final DeliveryRules deliveries;
    private final LargeRows largeRows;
    private final RecordAppend append;
    /** Whether a record's own words say where it goes. */
    private final boolean namesTables;

    private final Refusal refusal;
    private final List<TableKey> keys = new ArrayList<>();
    /** Records that the program dropped. */
    private long dropped;

    /** Told of a record that cannot be a row. */
    interface Refusal {
        void refuse(@Nullable String why);
    }

    RuledRecordRows(
            RecordRules rules,
            OnError onError,
            RecordTables tables,
            RecordTables untransformed,
            DeliveryRules deliveries,
            LargeRows largeRows,
            RecordAppend append,
            boolean namesTables,
            Refusal refusal) {
        this.rules = rules;
        this.onError = onError;
        this.tables = tables;
        this.untransformed = untransformed;
        this.deliveries = deliveries;
        this.largeRows = largeRows;
        this.append = append;
        this.namesTables = namesTables;
        this.refusal = refusal;
        rules.setWatches(deliveries.fixed() == null);
    }

    /** Makes the rows of a record and tells whether it was valid. */
    boolean record(int start, int end) throws MalformedBodyException {
        try {
            boolean isDone = rules.run(start, end, append.arrivalMillis());
            if (isDone) {
                put(tables);
            } else {
                fail();
            }
            return true;
        } catch (RefusedRecordException e) {
            refusal.refuse(e.getMessage());
            return false;
        }
    }

    /** To be called behind the last record. */
    void finish() {
        if (dropped > 0) {
            append.result().drop(TRANSFORM, dropped);
        }
    }

    private void fail() throws MalformedBodyException, RefusedRecordException {
        append.result().transformFailures++;
        rules.keep();
        if (onError == OnError.KEEP) {
            put(untransformed);
            return;
        }
        MadeRows rows = rules.rows();
        countDropped(rows);
        for (int i = 0; i < rows.count(); i++) {
            MadeRows.Row row = rows.get(i);
            TableKey key = delivered(table(untransformed, row), row);
            if (untransformed.keeps(key)) {
                largeRows.sendFailed(append, key, rules.failure(), rows.bytes().array(), row.start(), row.end());
            } else {
                append.countUnsubscribed(key);
            }
        }
    }

    private void put(RecordTables to) throws MalformedBodyException, RefusedRecordException {
        MadeRows rows = rules.rows();
        // All or none: what is refused is told before anything is appended.
        keys.clear();
        for (int i = 0; i < rows.count(); i++) {
            keys.add(delivered(table(to, rows.get(i)), rows.get(i)));
        }
        countDropped(rows);
        append.result().splitRows += Math.max(0, rows.count() - 1);
        for (int i = 0; i < rows.count(); i++) {
            put(rows.get(i), keys.get(i), rows.bytes().array(), to);
        }
    }

    /** At first sight only: a replay was counted before. */
    private void countDropped(MadeRows rows) {
        if (append.filter() != RowFilter.ALL) {
            return;
        }
        if (rows.scrubbedAway() > 0) {
            append.result().drop(SCRUB, rows.scrubbedAway());
        } else if (rows.count() == 0) {
            dropped++;
        }
    }

    private TableKey table(RecordTables in, MadeRows.Row row) throws MalformedBodyException, RefusedRecordException {
        String database = row.database();
        String table = row.table();
        boolean byRule = !table.isEmpty();
        if (namesTables && (database.isEmpty() || table.isEmpty())) {
            Destination own = rules.view().destination();
            if (own != null && own.isNamed()) {
                database = database.isEmpty() ? own.database() : database;
                table = table.isEmpty() ? own.table() : table;
            }
        }
        TableKey key = in.find(database, table, byRule);
        if (key == null) {
            append.result().withoutRoom(in.withoutRoom());
            throw new RefusedRecordException(String.valueOf(in.refusal()));
        }
        return key;
    }

    private TableKey delivered(TableKey table, MadeRows.Row row) {
        Deliveries fixed = deliveries.fixed();
        return table.with(fixed != null ? fixed : deliveries.choose(table.table(), row.attributes()));
    }

    private void put(MadeRows.Row row, TableKey key, byte[] bytes, RecordTables in) {
        AppendResult result = append.result();
        if (!in.keeps(key)) {
            append.countUnsubscribed(key);
            return;
        }
        if (largeRows.isTooLarge(bytes, row.start(), row.end())) {
            largeRows.send(result, key, append.sender(), append.arrivalMillis());
            return;
        }
        TableBuffer table = in.table(key);
        table.open(append.sequence(), append.arrivalMillis());
        table.cover(row.timestampMillis());
        table.encodedRows().beginRow().put(bytes, row.start(), row.end());
        table.encodedRows().endRow();
        result.rows++;
        result.delivered(table.key().deliveries(), 1);
    }
}
