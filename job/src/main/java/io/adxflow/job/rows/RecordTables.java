package io.adxflow.job.rows;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.otlp.Destination;
import io.adxflow.job.tables.DatabaseNames;
import io.adxflow.job.tables.MetricNames;
import io.adxflow.job.tables.TableSchemas;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the table of a record: the one that it names, in a database that its namespace allows, else that of its namespace. A
 * name that the configuration has, whatever the case of its letters, means that; any other is brought into the form that adx-mon
 * gives it (NormalizeAdxIdentifier: ASCII letters and digits, case kept).
 */
final class RecordTables {
    private static final int MAX_ECHO = 100;

    private final TableRegistry registry;
    private final boolean isFirst;
    private final DatabaseRoom room;
    private Collection<String> monikers = List.of();
    private @Nullable RecordAppend append;
    private @Nullable TableKey defaultKey;
    /** The names that the last record gave, and what became of them: senders name few tables in one request. */
    private String lastDatabase = "";

    private String lastTable = "";
    private boolean lastByRule;
    private @Nullable TableKey lastKey;
    private @Nullable String refusal;
    /** Why the last names have no room now, although they are good; null for other refusals. */
    private @Nullable String lastWithoutRoom;

    private @Nullable String withoutRoom;
    private boolean isOverLimit;
    private boolean defaultIsAdmitted;

    /** @param isFirst whether names are read as before version 1 of {@link RowRules} */
    RecordTables(TableRegistry registry, boolean isFirst, DatabaseRoom room) {
        this.registry = registry;
        this.isFirst = isFirst;
        this.room = room;
    }

    /**
     * Begins with the records of an append.
     *
     * @param reached the monikers that any of them may go to
     */
    void begin(RecordAppend next, String defaultTable, String schema, Collection<String> reached) {
        append = next;
        monikers = reached;
        defaultKey = new TableKey(next.target().namespace(), next.target().database(), defaultTable, schema);
        lastDatabase = "";
        lastTable = "";
        lastKey = null;
        // Our own tables in a database that the configuration names are few; a sender that names databases makes
        // tables.
        defaultIsAdmitted = next.namespace().names(next.target().database());
    }

    /**
     * The table of a record.
     *
     * @param destination what the record names, null for nothing
     * @return null when it is refused, as {@link #refusal} says
     */
    @Nullable
    TableKey find(@Nullable Destination destination) {
        return destination == null || !destination.isNamed()
                ? find("", "", false)
                : find(destination.database(), destination.table(), false);
    }

    /**
     * As {@link #find(Destination)}, by names, which are empty for none.
     *
     * @param byRule whether a rule names the table: a valid name is then kept as it is
     */
    @Nullable
    TableKey find(String database, String table, boolean byRule) {
        TableKey normal = Objects.requireNonNull(defaultKey);
        if (database.isEmpty() && table.isEmpty()) {
            withoutRoom = null;
            defaultIsAdmitted = defaultIsAdmitted || isAdmitted(normal);
            return defaultIsAdmitted ? normal : refuseTable();
        }
        if (!database.equals(lastDatabase) || !table.equals(lastTable) || byRule != lastByRule) {
            lastByRule = byRule;
            lastDatabase = database;
            lastTable = table;
            lastWithoutRoom = null;
            lastKey = resolve(database, table, byRule, normal);
            isOverLimit = lastKey != null && !lastKey.equals(normal) && !isAdmitted(lastKey);
        }
        withoutRoom = lastWithoutRoom;
        return isOverLimit ? refuseTable() : lastKey;
    }

    private boolean isAdmitted(TableKey key) {
        String sender = Objects.requireNonNull(append).sender();
        if (registry.admits(key, sender)) {
            return true;
        }
        refusal = registry.refusal(key, sender);
        return false;
    }

    private @Nullable TableKey refuseTable() {
        Objects.requireNonNull(append).result().refusedTables++;
        return null;
    }

    /** Why a database has no room for the rows that come now, when the request was not admitted for it. */
    private @Nullable String withoutRoom(String database, String ofRequest) {
        RecordAppend now = Objects.requireNonNull(append);
        return database.equals(ofRequest) || now.filter() != RowFilter.ALL ? null : room.refusal(monikers, database);
    }

    private @Nullable TableKey resolve(String database, String table, boolean byRule, TableKey normal) {
        String inDatabase = normal.database();
        if (!database.isEmpty()) {
            inDatabase = isFirst ? DatabaseNames.normalize(database) : databaseOf(database, normal.database());
            if (!isAllowed(inDatabase, normal.database())) {
                refusal = "kusto.database: " + echo(database) + " is not a database of namespace " + normal.namespace()
                        + " (see namespaces." + normal.namespace() + ".databases)";
                return null;
            }
            lastWithoutRoom = withoutRoom(inDatabase, normal.database());
            if (lastWithoutRoom != null) {
                refusal = "kusto.database: " + lastWithoutRoom;
                return null;
            }
        }
        String inTable = normal.table();
        if (!table.isEmpty()) {
            inTable = byRule && isOfRule(table)
                    ? table
                    : isFirst ? DatabaseNames.normalize(table) : tableOf(table, normal.table());
            if (inTable.isEmpty()) {
                refusal = "kusto.table: " + echo(table) + " has no ASCII letter or digit";
                return null;
            }
        }
        TableKey key = new TableKey(normal.namespace(), inDatabase, inTable, normal.schema());
        return key.equals(normal) ? normal : key;
    }

    private String databaseOf(String name, String ofRequest) {
        String known = knownDatabase(name, ofRequest);
        if (known == null) {
            String shortened = DatabaseNames.normalize(name);
            known = knownDatabase(shortened, ofRequest);
            return known == null ? shortened : known;
        }
        return known;
    }

    private @Nullable String knownDatabase(String name, String ofRequest) {
        return ofRequest.equalsIgnoreCase(name)
                ? ofRequest
                : Objects.requireNonNull(append).namespace().configuredDatabase(name);
    }

    private static String tableOf(String name, String configured) {
        if (configured.equalsIgnoreCase(name)) {
            return configured;
        }
        String shortened = DatabaseNames.normalize(name);
        return MetricNames.isHidden(shortened) ? MetricNames.withSuffix(shortened, name) : shortened;
    }

    private static boolean isOfRule(String name) {
        return EntityNames.isValid(name)
                && !MetricNames.isHidden(name)
                && EntityNames.find(name, TableSchemas.OWN_TABLES) == null;
    }

    private boolean isAllowed(String database, String ofRequest) {
        NamespaceSpec namespace = Objects.requireNonNull(append).namespace();
        return !database.isEmpty()
                && (namespace.allowsEveryDatabase() || namespace.names(database) || database.equals(ofRequest));
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

    /** The reason when the last record was refused only because there is no room now, else null. */
    @Nullable
    String withoutRoom() {
        return withoutRoom;
    }

    /** Whether the append's filter keeps a table. */
    boolean keeps(TableKey key) {
        RecordAppend now = Objects.requireNonNull(append);
        if (key.deliveries().areNone()) {
            return false;
        }
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
