package io.adxflow.job.handshake;

import java.util.List;

/** What is known of the shape of a namespace's tables, for senders to keep to. Thread-safe; does not block. */
@FunctionalInterface
public interface SchemaHints {
    /** Nothing is known. */
    SchemaHints NONE = namespace -> List.of();

    /** In the order of their names. */
    List<TableHint> of(String namespace);

    /**
     * A table.
     *
     * @param version counts up from 1 with each change of the columns
     * @param columns name and Kusto type, as {@code Host:string}
     */
    record TableHint(String table, int version, List<String> columns) {}
}
