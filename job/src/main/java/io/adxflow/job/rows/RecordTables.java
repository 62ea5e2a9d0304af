package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.otlp.Destination;
import io.adxflow.job.tables.DatabaseNames;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the table of a record: the one that it names, in a database that its namespace allows, else that of its namespace. Names
 * are brought into the form that adx-mon gives them (NormalizeAdxIdentifier: ASCII letters and digits, case kept).
 */
final class RecordTables {
    private static final String ANY = "*";
    private static final int MAX_ECHO = 100;

    private final TableRegistry registry;
    private @Nullable RecordAppend append;
    private @Nullable TableKey defaultKey;
    /** The names that the last record gave, and what became of them: senders name few tables in one request. */
    private String lastDatabase = "";

    private String lastTable = "";
    private @Nullable TableKey lastKey;
    private @Nullable String refusal;

    RecordTables(TableRegistry registry) {
        this.registry = registry;
    }

    /** Begins with the records of an append. */
    void begin(RecordAppend next, String defaultTable, String schema) {
        append = next;
        defaultKey = new TableKey(next.target().namespace(), next.target().database(), defaultTable, schema);
        lastDatabase = "";
        lastTable = "";
        lastKey = null;
    }

    /**
     * The table of a record.
     *
     * @param destination what the record names, null for nothing
     * @return null when it is refused, as {@link #refusal} says
     */
    @Nullable
    TableKey find(@Nullable Destination destination) {
        TableKey normal = Objects.requireNonNull(defaultKey);
        if (destination == null || !destination.isNamed()) {
            return normal;
        }
        String database = destination.database();
        String table = destination.table();
        if (!database.equals(lastDatabase) || !table.equals(lastTable)) {
            lastDatabase = database;
            lastTable = table;
            lastKey = resolve(database, table, normal);
        }
        TableKey key = lastKey;
        if (key != null && !key.equals(normal) && isOverLimit(key)) {
            refusal = "table " + key.table() + " would be one more than " + registry.maxTables() + " ("
                    + RowOptions.MAX_TABLES.key() + ")";
            return null;
        }
        return key;
    }

    /** A replay has no limit: what it keeps had room when it was taken. */
    private boolean isOverLimit(TableKey key) {
        RowFilter filter = Objects.requireNonNull(append).filter();
        return (filter == RowFilter.ALL || filter == RowFilter.NONE) && !registry.hasRoomFor(key);
    }

    private @Nullable TableKey resolve(String database, String table, TableKey normal) {
        String inDatabase = normal.database();
        if (!database.isEmpty()) {
            inDatabase = DatabaseNames.normalize(database);
            if (!isAllowed(inDatabase, normal.database())) {
                refusal = "kusto.database: " + echo(database) + " is not a database of namespace " + normal.namespace()
                        + " (see namespaces." + normal.namespace() + ".databases)";
                return null;
            }
        }
        String inTable = normal.table();
        if (!table.isEmpty()) {
            inTable = DatabaseNames.normalize(table);
            if (inTable.isEmpty()) {
                refusal = "kusto.table: " + echo(table) + " has no ASCII letter or digit";
                return null;
            }
        }
        TableKey key = new TableKey(normal.namespace(), inDatabase, inTable, normal.schema());
        return key.equals(normal) ? normal : key;
    }

    private boolean isAllowed(String database, String ofRequest) {
        NamespaceSpec namespace = Objects.requireNonNull(append).namespace();
        List<String> allowed = namespace.databases();
        return !database.isEmpty()
                && (allowed.contains(ANY)
                        || allowed.contains(database)
                        || database.equals(namespace.database())
                        || database.equals(ofRequest));
    }

    private static String echo(String name) {
        String printable = name.replaceAll("[^ -~]", "?");
        return "'" + (printable.length() > MAX_ECHO ? printable.substring(0, MAX_ECHO) + "..." : printable) + "'";
    }

    /** Why the last record has no table. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Whether the append's filter keeps a table. */
    boolean keeps(TableKey key) {
        RecordAppend now = Objects.requireNonNull(append);
        if (now.filter() == RowFilter.ALL || now.filter() == RowFilter.NONE) {
            return now.filter() == RowFilter.ALL;
        }
        return table(key).keeps(now.filter(), now.number());
    }

    /** The table, made if need be; it is forgotten when its rows are drained. */
    TableBuffer table(TableKey key) {
        return registry.forEncodedRows(key);
    }
}
