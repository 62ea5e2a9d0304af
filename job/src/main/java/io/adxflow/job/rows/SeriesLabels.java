package io.adxflow.job.rows;

import io.adxflow.job.tables.LabelSet;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.LabelCursor;
import org.jspecify.annotations.Nullable;

/** The labels of a series as its rows have them: as sent, with the namespace's own in place of them, sorted. Reusable. */
final class SeriesLabels {
    private static final int MAX_TEXT = 1000;

    private final LabelCursor cursor = new LabelCursor();
    private final LabelSet labels = new LabelSet();

    LabelSet read(DecodedBody body, int series, Route route) {
        body.labels(series, cursor);
        labels.clear();
        byte[] bytes = cursor.bytes();
        for (int i = 0; i < cursor.count(); i++) {
            if (!route.replaces(bytes, cursor.nameStart(i), cursor.nameEnd(i))) {
                labels.add(bytes, cursor.nameStart(i), cursor.nameEnd(i), cursor.valueStart(i), cursor.valueEnd(i));
            }
        }
        route.addLabels(labels);
        labels.sort();
        return labels;
    }

    /** Why no row may be made of the labels last read, or null: what Prometheus' own receiver refuses as well. */
    @Nullable
    String problem() {
        if (!labels.hasName() || labels.valueStart(0) == labels.valueEnd(0)) {
            return "no label __name__";
        }
        for (int i = 0; i < labels.count(); i++) {
            if (labels.nameStart(i) == labels.nameEnd(i)) {
                return "a label without a name";
            }
        }
        return labels.duplicate() >= 0 ? "a label twice" : null;
    }

    /** The labels last read, for people. */
    String text() {
        String text = labels.toString();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
