package io.adxflow.job.tail;

/**
 * A row as its table gets it, before it is committed.
 *
 * @param atMillis when a reader showed it, epoch milliseconds
 * @param schema the table's columns, {@code name:type,…}
 * @param csv the row without its line end
 */
@SuppressWarnings("ArrayRecordComponent")
record TailRow(long atMillis, String namespace, String database, String table, String schema, byte[] csv) {}
