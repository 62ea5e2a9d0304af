package io.adxflow.job.rows;

/**
 * A table as its rows see it; which monikers it goes to follows from the namespace.
 *
 * @param schema the text of its {@link io.adxflow.sinks.batch.TableSchema}
 */
public record TableKey(String namespace, String database, String table, String schema) {}
