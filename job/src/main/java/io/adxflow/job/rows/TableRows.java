package io.adxflow.job.rows;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.job.rules.NamespaceRules;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RowsBody;
import java.util.HashMap;
import java.util.Map;

/**
 * Appends rows that come as rows of a table to that table, byte for byte but for what scrubbing takes out. Subscriptions see them as
 * what their columns say they are: rows of series, of spans, or else of log records. One per reader, one thread.
 */
final class TableRows {
    private final LiveTables tables;
    private final CsvRow fields = new CsvRow();
    private final Map<String, DeliveryRules> deliveries = new HashMap<>();
    private final Map<String, TableColumns> columns = new HashMap<>();

    private static final int MAX_SCHEMAS = 10_000;

    TableRows(LiveTables tables) {
        this.tables = tables;
    }

    /**
     * Appends all rows that the filter keeps.
     *
     * @return as {@link LiveTables#append}
     * @throws MalformedBodyException when they are not rows of the table that they say, or their namespace cannot have them; nothing
     *     was appended then
     */
    AppendResult append(
            byte[] body, int length, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter)
            throws MalformedBodyException {
        RowsBody head = RowsBody.read(body, length);
        TableColumns ofTable = columns(head);
        NamespaceSpec namespace = tables.namespace(target);
        NamespaceRules rules = tables.rulesOf(namespace);
        boolean isNew = filter == RowFilter.ALL || filter == RowFilter.NONE;
        if (isNew) {
            check(body, head.rowsStart(), length, ofTable);
            checkRules(namespace, rules);
        }
        RecordAppend append = new RecordAppend(
                tables.beginAppend(), tables.result(), namespace, target, sequence, arrivalMillis, sender, filter);
        TableKey key = new TableKey(target.namespace(), target.database(), head.table(), head.schema());
        if (isNew && !tables.registry().admits(key, sender)) {
            append.result().refusedTables++;
            throw new MalformedBodyException(
                    MalformedBodyException.Reason.CSV, tables.registry().refusal(key, sender));
        }
        TableRowWriter writer = new TableRowWriter(
                tables,
                key,
                ofTable,
                deliveries.computeIfAbsent(
                        namespace.name() + '\0' + ofTable.signal(),
                        name -> tables.deliveries(namespace, ofTable.signal())),
                rules.rowScrubber(),
                append);
        for (int start = head.rowsStart(); start < length; ) {
            int end = CsvRow.end(body, start, length);
            writer.row(body, start, end);
            start = end + 1;
        }
        return append.result();
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

    /** What acts on series and on records before they are rows cannot act on rows; to leave it out in silence would be a leak. */
    private static void checkRules(NamespaceSpec namespace, NamespaceRules rules) throws MalformedBodyException {
        if (rules.series() != null
                || rules.records() != null
                || rules.times() != null
                || !namespace.rules().transform().metrics().isEmpty()
                || !namespace.rules().transform().logs().isEmpty()
                || !namespace.rules().transform().traces().isEmpty()) {
            throw malformed("namespaces." + namespace.name()
                    + " has rules for series or records (relabel, filter, normalise, transform), which do not act on"
                    + " rows (expected: listen under a namespace with none of these; scrub and subscriptions act)");
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
