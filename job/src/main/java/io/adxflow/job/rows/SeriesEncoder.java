package io.adxflow.job.rows;

import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LabelsJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes a series into the cache: everything that its rows share is computed here, once. */
final class SeriesEncoder {
    private final TableRegistry tables;
    private final Interner interner;
    private final SeriesLabels labels;
    private final int maxLabelsBytes;
    private final ByteBuilder text = new ByteBuilder(1024);
    private @Nullable SenderHints hints;
    private @Nullable String refusal;
    private @Nullable String tooLarge;

    SeriesEncoder(TableRegistry tables, Interner interner, SeriesLabels labels, int maxLabelsBytes) {
        this.tables = tables;
        this.interner = interner;
        this.labels = labels;
        this.maxLabelsBytes = maxLabelsBytes;
    }

    /** Who is told of the schemas that senders' attributes follow. */
    void setHints(SenderHints to) {
        hints = to;
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
        append.addReadBytes(labels.textBytes());
        LabelRules after = append.route.labelRules();
        if (after != null) {
            append.result.transformFailures += after.takeFailures();
        }
        if (labels.isOversized()) {
            tooLarge = (labels.areMadeLong()
                            ? "labels that rules make longer than " + (long) SeriesLabels.VALUES * maxLabelsBytes
                            : "labels of " + labels.textBytes())
                    + " bytes (at most " + maxLabelsBytes + ", " + RowOptions.MAX_LABELS_SIZE.key() + ")";
            return 0;
        }
        refusal = labels.problem();
        if (refusal != null) {
            return 0;
        }
        if (labels.isDropped()) {
            return tables.cache().insertDropped(hashHigh, hashLow, labels.droppingRule(), nothing(), nothing());
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
        // Rules may take it away.
        int nameStart = set.hasName() ? set.valueStart(0) : 0;
        int nameEnd = set.hasName() ? set.valueEnd(0) : 0;
        String name = new String(set.bytes(), nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
        String tableName = append.route.tableOf(name);
        TableBuffer table = null;
        TableKey key = append.route.metric(tableName);
        if (!tableName.isEmpty()) {
            refusal = tables.series(key.namespace()).refusal();
            if (refusal != null) {
                return 0;
            }
            key = key.with(append.route.choose(tableName, set));
            table = tables.forSamples(key, append.sender);
            if (hints != null) {
                hints.url(key.database(), tableName, set.valueOf("otel_scope_schema_url"));
            }
            if (append.route.isCollision(tableName, name)) {
                append.result.nameCollisions++;
            }
        }
        // A series without a table may have rows in ours, of which each database that a sender names would have its
        // own.
        boolean isRefused = tableName.isEmpty()
                ? !append.route.isConfigured()
                        && !tables.admits(append.route.exemplars(append.route.widest()), append.sender)
                : table == null;
        if (isRefused) {
            append.result.refusedTables++;
            refusal = tables.refusal(key, append.sender);
            return 0;
        }
        return tables.cache()
                .insert(
                        hashHigh,
                        hashLow,
                        set.seriesId(),
                        interner.acquire(text, split),
                        interner.acquire(set.bytes(), nameStart, nameEnd, 0),
                        table);
    }

    private Interned nothing() {
        return interner.acquire(new byte[0], 0, 0, 0);
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
