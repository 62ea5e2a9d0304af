package io.adxflow.sinks.batch;

/**
 * What a batch is keyed by: rows with one key may share a batch, others never do.
 *
 * @param moniker the named destination
 * @param schema {@link TableSchema#text()}; a table whose columns change continues in another batch
 * @param definition names what the moniker was when the rows were cut, since a name may come to stand for another place; empty in
 *     batches of builds that had no versions
 * @param held the subscription that was paused when the rows were cut, for which they wait; empty for none
 */
public record BatchKey(String moniker, String database, String table, String schema, String definition, String held) {

    /** A key without a definition, whose rows wait for nothing. */
    public BatchKey(String moniker, String database, String table, String schema) {
        this(moniker, database, table, schema, "", "");
    }

    /** The same rows in another database. */
    public BatchKey inDatabase(String other) {
        return new BatchKey(moniker, other, table, schema, definition, held);
    }

    /**
     * By the first four parts alone, as it was when there were no others: Flink finds a key's state by this number, which must be the
     * same for keys in state that earlier builds wrote.
     */
    @Override
    public int hashCode() {
        return ((moniker.hashCode() * 31 + database.hashCode()) * 31 + table.hashCode()) * 31 + schema.hashCode();
    }
}
