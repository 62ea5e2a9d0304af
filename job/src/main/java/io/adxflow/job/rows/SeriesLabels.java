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

    /** Why no row may be made of the series last read, judged by what was sent; or null. */
    @Nullable
    String problem() {
        return cursor.problem();
    }

    /** The series last read as it was sent, shortly. */
    String describe() {
        return cursor.describe();
    }

    /** The labels last read, for people. */
    String text() {
        String text = labels.toString();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
