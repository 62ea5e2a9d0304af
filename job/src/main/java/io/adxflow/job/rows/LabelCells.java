package io.adxflow.job.rows;

import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exemplar's labels that are read back from its row, scrubbed, and written anew with the columns that repeat some of them. Reused. */
final class LabelCells {
    private final RowLabels read = new RowLabels();
    private final LabelSet labels = new LabelSet();
    private LabelSet shown = labels;

    /** Returns false when the row is to be dropped; labels that cannot be read are left out. */
    boolean scrub(ByteBuilder json, @Nullable LabelRules rules) {
        read.clear();
        try {
            if (json.length() > 0) {
                read.addObject(json.array(), json.length());
            }
        } catch (IOException unreadable) {
            // Nobody can tell what stands there, so it is not to be shown.
            read.clear();
        }
        read.sortInto(labels);
        shown = labels;
        if (rules == null) {
            return true;
        }
        boolean stays = rules.scrubExemplar(labels);
        shown = rules.labels();
        return stays;
    }

    /** Writes {@code ExemplarLabels,TraceId,SpanId}. */
    void append(ByteBuilder row) {
        LabelsJson.appendAll(shown, row);
        row.put(',');
        ExemplarRows.appendId(shown, "traceid", row);
        row.put(',');
        ExemplarRows.appendId(shown, "spanid", row);
    }
}
