package io.adxflow.job.rows;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RowsBody;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends rows that come as rows of a table to that table. What a namespace does to series is done to rows of series; rows of log records and
 * spans are made records again where the namespace does something to these; all others stay as they are, byte for byte but for what scrubbing
 * takes out. One per reader, one thread.
 */
final class TableRows {
    private static final int MAX_SCHEMAS = 10_000;
    private static final int MAX_BOUND = 1_000;

    private final LiveTables tables;
    private final CsvRow fields = new CsvRow();
    private final Map<String, DeliveryRules> deliveries = new HashMap<>();
    private final Map<String, TableColumns> columns = new HashMap<>();
    private final Map<String, SeriesRowRoute> routes = new HashMap<>();
    private final RuledRecords records;

    TableRows(LiveTables tables) {
        this.tables = tables;
        this.records = new RuledRecords(tables);
    }

    /**
     * The rows of one body.
     *
     * @param start where they begin in it
     */
    record Rows(TableKey key, TableColumns columns, NamespaceSpec namespace, byte[] body, int start, int length) {}

    /**
     * Reads what a body's rows are.
     *
     * @throws MalformedBodyException when they are not rows of the table that they say, or their sender may not make it
     */
    Rows read(byte[] body, int length, Target target, String sender, RowFilter filter) throws MalformedBodyException {
        RowsBody head = RowsBody.read(body, length);
        TableColumns ofTable = columns(head);
        TableKey key = new TableKey(target.namespace(), target.database(), head.table(), head.schema());
        SeriesColumns series = ofTable.series();
        if (series != null && series.areOfMetric() && tables.rules().rulesRows()) {
            key = key.asRows();
        }
        if (filter == RowFilter.ALL || filter == RowFilter.NONE) {
            check(body, head.rowsStart(), length, ofTable);
            if (!tables.registry().admits(key, sender)) {
                throw new MalformedBodyException(
                        MalformedBodyException.Reason.CSV, tables.registry().refusal(key, sender));
            }
        }
        return new Rows(key, ofTable, tables.namespace(target), body, head.rowsStart(), length);
    }

    /** What the rows are as records, when rules of their namespace act on such; else null. */
    RuledRecords.@Nullable OfTable records(Rows rows) {
        return tables.rules().rulesRows() ? records.of(rows.namespace(), rows.key(), rows.columns()) : null;
    }

    /**
     * Appends all rows that the filter keeps.
     *
     * @return as {@link LiveTables#append}
     */
    AppendResult append(Rows rows, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        RecordAppend append = new RecordAppend(
                tables.beginAppend(),
                tables.result(),
                rows.namespace(),
                target,
                sequence,
                arrivalMillis,
                sender,
                filter);
        SeriesRowRoute route =
                rows.columns().series() == null || !tables.rules().rulesRows()
                        ? null
                        : route(rows, target, rows.columns().series());
        if (route != null && route.isNeeded()) {
            SeriesRowWriter writer = new SeriesRowWriter(tables, rows.key(), route, append);
            forEach(rows, writer::row);
        } else {
            forEach(rows, plain(rows, append)::row);
        }
        return append.result();
    }

    /** Takes a row, without its line end. */
    private interface RowTaker {
        void row(byte[] bytes, int start, int end);
    }

    private static void forEach(Rows rows, RowTaker taker) {
        for (int start = rows.start(); start < rows.length(); ) {
            int end = CsvRow.end(rows.body(), start, rows.length());
            taker.row(rows.body(), start, end);
            start = end + 1;
        }
    }

    private TableRowWriter plain(Rows rows, RecordAppend append) {
        NamespaceSpec namespace = rows.namespace();
        return new TableRowWriter(
                tables,
                rows.key(),
                rows.columns(),
                deliveries.computeIfAbsent(
                        namespace.name() + '\0' + rows.columns().signal(),
                        name -> tables.deliveries(namespace, rows.columns().signal())),
                tables.rulesOf(namespace).rowScrubber(),
                append);
    }

    private SeriesRowRoute route(Rows rows, Target target, SeriesColumns series) {
        if (routes.size() >= MAX_BOUND) {
            routes.clear();
        }
        return routes.computeIfAbsent(
                target.namespace()
                        + '\0'
                        + target.database()
                        + '\0'
                        + rows.key().schema(),
                key -> new SeriesRowRoute(
                        tables.route(target), rows.namespace(), rows.columns().schema(), series));
    }

    private TableColumns columns(RowsBody head) throws MalformedBodyException {
        if (!EntityNames.isValid(head.table())) {
            throw malformed("table: '" + head.table() + "' is not a name (expected: " + EntityNames.EXPECTED + ")");
        }
        TableColumns known = columns.get(head.schema());
        if (known == null) {
            try {
                known = TableColumns.of(TableSchema.parse(head.schema()));
            } catch (IllegalArgumentException e) {
                throw malformed(String.valueOf(e.getMessage()));
            }
            if (columns.size() >= MAX_SCHEMAS) {
                columns.clear();
            }
            columns.put(head.schema(), known);
        }
        return known;
    }

    private void check(byte[] body, int from, int length, TableColumns ofTable) throws MalformedBodyException {
        int row = 0;
        for (int start = from; start < length; row++) {
            int end = CsvRow.end(body, start, length);
            if (end == length) {
                throw malformed("row " + row + " of these has no end");
            }
            fields.take(body, start, end);
            if (fields.fields() != ofTable.count()) {
                throw malformed("row " + row + " of these has " + fields.fields() + " fields (expected: "
                        + ofTable.count() + ", as the columns " + ofTable.shortText() + ")");
            }
            start = end + 1;
        }
    }

    private static MalformedBodyException malformed(String message) {
        return new MalformedBodyException(MalformedBodyException.Reason.CSV, message);
    }

    /** What subscriptions are asked by. */
    static SubscriptionSpec.Signal signal(TableSchema schema) {
        String text = schema.text();
        if (text.startsWith("Timestamp:datetime,SeriesId:long,Labels:dynamic")) {
            return SubscriptionSpec.Signal.METRICS;
        }
        return text.startsWith("TraceID:string,SpanID:string,ParentID:string")
                ? SubscriptionSpec.Signal.TRACES
                : SubscriptionSpec.Signal.LOGS;
    }
}
