package io.adxflow.job.rows;

import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import io.adxflow.sources.wire.LabelCursor;
import org.jspecify.annotations.Nullable;

/** Rows of {@code Prom_Exemplars}. */
final class ExemplarRows {
    private final TableRegistry tables;
    private final RowWriter writer;
    private final int maxValueBytes;
    private final LabelCursor cursor = new LabelCursor();
    private final LabelSet labels = new LabelSet();
    private LabelSet shown = labels;

    ExemplarRows(TableRegistry tables, RowWriter writer, int maxValueBytes) {
        this.maxValueBytes = maxValueBytes;
        this.tables = tables;
        this.writer = writer;
    }

    /** Why the labels of an exemplar can be no value of a table, or null. They may still turn out to be too large as JSON. */
    @Nullable
    String tooLarge(AppendContext append, int exemplar) {
        append.body.exemplarLabels(exemplar, cursor);
        return cursor.textBytes() <= (long) SeriesLabels.VALUES * maxValueBytes
                ? null
                : "labels of the exemplar: " + cursor.textBytes() + " bytes (at most " + maxValueBytes + ", "
                        + RowOptions.MAX_LABELS_SIZE.key() + ")";
    }

    /** Appends the exemplar last looked at; returns null, or why no table takes it. */
    @Nullable
    String append(AppendContext append, int series, int exemplar, Deliveries deliveries) {
        TableBuffer table = tables.forEncodedRows(append.route.exemplars(deliveries));
        if (RowWriter.isIdle(table, append)) {
            append.countUnsubscribed(table.key(), 1);
            return null;
        }
        labels.clear();
        for (int i = 0; i < cursor.count(); i++) {
            labels.add(
                    cursor.bytes(), cursor.nameStart(i), cursor.nameEnd(i), cursor.valueStart(i), cursor.valueEnd(i));
        }
        labels.sort();
        shown = labels;
        LabelRules rules = append.route.labelRules();
        if (rules != null) {
            if (!rules.scrubExemplar(labels)) {
                if (append.filter == RowFilter.ALL) {
                    append.result.drop(RuledRecordRows.SCRUB, 1);
                }
                return null;
            }
            shown = rules.labels();
        }
        long timestamp = append.body.exemplarTimestamp(exemplar);
        ByteBuilder row = writer.begin(table, series, timestamp);
        row.put(',').put(append.body.exemplarValue(exemplar)).put(',');
        LabelsJson.appendAll(shown, row);
        row.put(',');
        appendId(shown, "traceid", row);
        row.put(',');
        appendId(shown, "spanid", row);
        return writer.end(table, append, series, timestamp);
    }

    /** The label whose name is the given one, whatever its case and underscores: trace_id, traceID, TraceId. */
    static void appendId(LabelSet labels, String wanted, ByteBuilder row) {
        for (int i = 0; i < labels.count(); i++) {
            if (names(labels, wanted, i)) {
                CsvText.appendString(labels.bytes(), labels.valueStart(i), labels.valueEnd(i), row);
                return;
            }
        }
    }

    private static boolean names(LabelSet labels, String wanted, int label) {
        int at = 0;
        for (int i = labels.nameStart(label); i < labels.nameEnd(label); i++) {
            byte c = labels.bytes()[i];
            if (c == '_') {
                continue;
            }
            if (at == wanted.length() || (c | 0x20) != wanted.charAt(at)) {
                return false;
            }
            at++;
        }
        return at == wanted.length();
    }
}
