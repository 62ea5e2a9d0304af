package io.adxflow.job.listen;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the rows of a blob or message before it is read.
 *
 * @param table null when nothing says it
 * @param schema {@code name:type,…}; null when nothing says it
 * @param database null when nothing says it
 */
record TableHint(@Nullable String table, @Nullable String schema, @Nullable String database) {
    static final TableHint NONE = new TableHint(null, null, null);

    /** What this one does not say is as the other says. */
    TableHint or(TableHint other) {
        return new TableHint(
                table == null ? other.table : table,
                schema == null ? other.schema : schema,
                database == null ? other.database : database);
    }

    boolean isWhole() {
        return table != null && schema != null && database != null;
    }
}
