package io.adxflow.sinks.batch;

/**
 * What a batch is keyed by: rows with one key may share a batch, others never do.
 *
 * @param moniker the named destination
 * @param schema {@link TableSchema#text()}; a table whose columns change continues in another batch
 */
public record BatchKey(String moniker, String database, String table, String schema) {}
