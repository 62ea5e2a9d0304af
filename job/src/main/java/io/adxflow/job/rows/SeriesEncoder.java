package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import io.adxflow.job.tables.MetricNames;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes a series into the cache: everything that its rows share is computed here, once. */
final class SeriesEncoder {
    private final TableRegistry tables;
    private final Interner interner;
    private final SeriesLabels labels;
    private final int maxLabelsBytes;
    private final ByteBuilder text = new ByteBuilder(1024);
    private @Nullable String refusal;
    private @Nullable String tooLarge;

    SeriesEncoder(TableRegistry tables, Interner interner, SeriesLabels labels, int maxLabelsBytes) {
        this.tables = tables;
        this.interner = interner;
        this.labels = labels;
        this.maxLabelsBytes = maxLabelsBytes;
    }

    /**
     * Encodes a series that the cache does not know.
     *
     * @return its reference, or 0 when it has none: then either {@link #refusal} or {@link #tooLarge} says why
     */
    long encode(AppendContext append, int series, long hashHigh, long hashLow) {
        refusal = append.body.seriesProblem(series);
        tooLarge = null;
        if (refusal != null) {
            return 0;
        }
        LabelSet set = labels.read(append.body, series, append.route);
        refusal = labels.problem();
        if (refusal != null) {
            return 0;
        }
        text.clear();
        text.put(',');
        LabelsJson.append(set, append.route.lifted(), text);
        int jsonEnd = text.length();
        text.put(',');
        int split = text.length();
        append.route.lifted().appendValues(set, text);
        if (isTooLarge(jsonEnd, text.length() - split)) {
            return 0;
        }
        text.put('\n');
        String name =
                new String(set.bytes(), set.valueStart(0), set.valueEnd(0) - set.valueStart(0), StandardCharsets.UTF_8);
        String tableName = MetricNames.tableName(name);
        TableBuffer table = null;
        if (!tableName.isEmpty()) {
            table = tables.forSamples(append.route.metric(tableName));
            if (table == null) {
                refusal = "table " + tableName + " would be one more than " + tables.maxTables() + " ("
                        + RowOptions.MAX_TABLES.key() + ")";
                return 0;
            }
        }
        return tables.cache()
                .insert(
                        hashHigh,
                        hashLow,
                        set.seriesId(),
                        interner.acquire(text, split),
                        interner.acquire(set.bytes(), set.valueStart(0), set.valueEnd(0), 0),
                        table);
    }

    /** The JSON counts as it is stored, not with its quotes doubled. */
    private boolean isTooLarge(int jsonEnd, int liftedBytes) {
        if (jsonEnd > maxLabelsBytes) {
            int bytes = 0;
            for (int i = 2; i < jsonEnd - 1; i++) {
                byte c = text.array()[i];
                if (c == '"') {
                    i++;
                }
                bytes++;
            }
            if (bytes > maxLabelsBytes) {
                tooLarge = "labels of " + bytes + " bytes";
            }
        }
        if (liftedBytes > maxLabelsBytes) {
            tooLarge = "lifted labels of " + liftedBytes + " bytes";
        }
        if (tooLarge != null) {
            tooLarge += " (at most " + maxLabelsBytes + ", " + RowOptions.MAX_LABELS_SIZE.key() + ")";
        }
        return tooLarge != null;
    }

    /** Why the series last encoded was refused, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Which part of the series last encoded is too large, or null. */
    @Nullable
    String tooLarge() {
        return tooLarge;
    }
}
