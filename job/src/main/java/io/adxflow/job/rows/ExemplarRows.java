package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import io.adxflow.sources.wire.LabelCursor;

/** Rows of {@code Prom_Exemplars}. */
final class ExemplarRows {
    private final TableRegistry tables;
    private final RowWriter writer;
    private final LabelCursor cursor = new LabelCursor();
    private final LabelSet labels = new LabelSet();

    ExemplarRows(TableRegistry tables, RowWriter writer) {
        this.tables = tables;
        this.writer = writer;
    }

    void append(AppendContext append, int series, int exemplar) {
        TableBuffer table = tables.forEncodedRows(append.route.exemplars());
        if (!table.keeps(append)) {
            return;
        }
        append.body.exemplarLabels(exemplar, cursor);
        labels.clear();
        for (int i = 0; i < cursor.count(); i++) {
            labels.add(
                    cursor.bytes(), cursor.nameStart(i), cursor.nameEnd(i), cursor.valueStart(i), cursor.valueEnd(i));
        }
        labels.sort();
        ByteBuilder row = writer.begin(table, append, series, append.body.exemplarTimestamp(exemplar));
        row.put(',').put(append.body.exemplarValue(exemplar)).put(',');
        LabelsJson.appendAll(labels, row);
        row.put(',');
        appendId("traceid", row);
        row.put(',');
        appendId("spanid", row);
        writer.end(table, append, series);
    }

    /** The label whose name is the given one, whatever its case and underscores: trace_id, traceID, TraceId. */
    private void appendId(String wanted, ByteBuilder row) {
        for (int i = 0; i < labels.count(); i++) {
            if (names(wanted, i)) {
                CsvText.appendString(labels.bytes(), labels.valueStart(i), labels.valueEnd(i), row);
                return;
            }
        }
    }

    private boolean names(String wanted, int label) {
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
