package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.TableSchema;

/** A table that must have the columns of a schema and a mapping for them. */
record TableRequest(Key key, TableSchema schema) {

    /** What is remembered of a request; small, as there may be very many. */
    record Key(String database, String table, String schemaId) {}

    /** @throws IllegalArgumentException when Kusto has no such names or types */
    static TableRequest checked(String database, String table, TableSchema schema) {
        KqlText.checkName("database", database);
        KqlText.checkName("table", table);
        KqlText.checkColumns(schema);
        return new TableRequest(new Key(database, table, BatchIds.schemaId(schema.text())), schema);
    }

    String table() {
        return key.table();
    }
}
