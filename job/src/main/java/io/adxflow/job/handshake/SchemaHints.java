package io.adxflow.job.handshake;

import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.List;

/** What is known of the shape of a database's tables, for senders to keep to. Thread-safe; does not block. */
@FunctionalInterface
public interface SchemaHints {
    /** Nothing is known. */
    SchemaHints NONE = database -> List.of();

    /** At most so many tables are told of. */
    int MAX_TABLES = 200;

    /** Those that this process has delivered batches of: what it remembers of the versions in a storage directory. */
    static SchemaHints of(StorageSettings storage) {
        TableVersions versions = TableVersions.of(storage);
        return database -> versions.remembered(database).stream()
                .limit(MAX_TABLES)
                .map(version -> new TableHint(
                        version.id().table(),
                        version.number(),
                        version.columns().stream()
                                .filter(column -> column.moniker().isEmpty())
                                .map(column -> column.name() + ":" + column.type())
                                .toList()))
                .toList();
    }

    /** In the order of their names. */
    List<TableHint> of(String database);

    /**
     * A table.
     *
     * @param version counts up from 1 with each change of the columns
     * @param columns name and Kusto type, as {@code Host:string}
     */
    record TableHint(String table, int version, List<String> columns) {}
}
