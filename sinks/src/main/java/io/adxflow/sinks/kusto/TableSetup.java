package io.adxflow.sinks.kusto;

import io.adxflow.sinks.batch.TableSchema;

/** What the destination asks for before rows go into a table. */
interface TableSetup extends AutoCloseable {

    /** Returns when the table can take rows of this schema. Blocks; interruptible. */
    void ensure(String database, String table, TableSchema schema) throws Exception;

    /** The name of the mapping that its CSV is read by. */
    String mapping(String table, TableSchema schema);

    @Override
    void close();
}
