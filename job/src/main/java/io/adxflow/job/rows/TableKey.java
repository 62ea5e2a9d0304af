package io.adxflow.job.rows;

/**
 * A table as its rows see it.
 *
 * @param schema the text of its {@link io.adxflow.sinks.batch.TableSchema}
 * @param deliveries which monikers its rows go to; rows that go elsewhere are those of another key
 * @param isOfRows whether it is a metric's table whose rows come as rows, which are kept apart from samples
 */
public record TableKey(
        String namespace, String database, String table, String schema, Deliveries deliveries, boolean isOfRows) {

    /** A table of samples, or any other than a metric's. */
    public TableKey(String namespace, String database, String table, String schema, Deliveries deliveries) {
        this(namespace, database, table, schema, deliveries, false);
    }

    /** A table whose rows go where its namespace's do. */
    public TableKey(String namespace, String database, String table, String schema) {
        this(namespace, database, table, schema, Deliveries.OF_NAMESPACE);
    }

    TableKey with(Deliveries other) {
        return deliveries.equals(other) ? this : new TableKey(namespace, database, table, schema, other, isOfRows);
    }

    /** The same table, for rows. */
    TableKey asRows() {
        return new TableKey(namespace, database, table, schema, deliveries, true);
    }
}
