package io.adxflow.job.tail;

import io.adxflow.job.rows.TableKey;

/**
 * Which rows somebody wants to see. Names compare regardless of case.
 *
 * @param database empty for any, as is {@code namespace}
 * @param where a condition in KQL over the table's columns; empty for all rows
 */
public record TailRequest(String table, String database, String namespace, String where) {

    boolean isAbout(TableKey key) {
        return key.table().equalsIgnoreCase(table)
                && (database.isEmpty() || key.database().equalsIgnoreCase(database))
                && (namespace.isEmpty() || key.namespace().equalsIgnoreCase(namespace));
    }
}
