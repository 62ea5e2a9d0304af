package io.adxflow.job.rows;

import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a row has what belongs to its series, in tables of metrics and in those of our own beside them: timestamp, id and labels come
 * first, lifted labels last.
 *
 * @param name column of the metric's name, or -1 in a metric's own table
 * @param exemplarLabels column of an exemplar's labels, or -1
 * @param lifted the first column of a lifted label; all that follow are such
 */
record SeriesColumns(int name, int exemplarLabels, int lifted) {
    static final int TIMESTAMP = 0;
    static final int SERIES_ID = 1;
    static final int LABELS = 2;

    private static final List<String> TABLES = List.of(
            TableSchemas.metric(LiftedColumns.NONE),
            TableSchemas.nativeHistograms(LiftedColumns.NONE, true),
            TableSchemas.exemplars(LiftedColumns.NONE, true),
            TableSchemas.startTimestamps(LiftedColumns.NONE, true));

    /** Null when rows of these columns are not known to be of series. */
    static @Nullable SeriesColumns of(TableSchema schema) {
        for (String table : TABLES) {
            List<TableSchema.Column> own = TableSchema.parse(table).columns();
            List<TableSchema.Column> all = schema.columns();
            if (all.size() >= own.size()
                    && all.subList(0, own.size()).equals(own)
                    && all.subList(own.size(), all.size()).stream()
                            .allMatch(column -> column.type().equals("string"))) {
                return new SeriesColumns(find(own, "Name"), find(own, "ExemplarLabels"), own.size());
            }
        }
        return null;
    }

    private static int find(List<TableSchema.Column> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the table is a metric's own. */
    boolean areOfMetric() {
        return name < 0;
    }
}
