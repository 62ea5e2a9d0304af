package io.adxflow.emulator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Databases, tables, mappings, functions and policies: in memory for asking, in the store for a restart.
 *
 * <p>Threads: any; changes exclude each other.
 */
public final class Catalog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLE = "table";
    private static final String FUNCTION = "function";
    private static final String DATABASE = "database";

    private final DuckStore store;
    private final Set<String> allowed;
    /** Unlike tables, databases go by names whose case does not matter. */
    private final Map<String, Database> databases = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final Set<String> physicalNames = new HashSet<>();

    /** What one database holds. */
    private record Database(
            String name,
            String schema,
            Map<String, KustoTable> tables,
            Map<String, KustoFunction> functions,
            Map<String, JsonNode> policies) {}

    /** What is stored of a database itself. */
    private record DatabaseText(String name, String schema, Map<String, JsonNode> policies) {}

    /** @param allowed the databases that exist; when empty, every name is one */
    public Catalog(DuckStore store, Set<String> allowed) throws SQLException {
        this.store = store;
        this.allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        this.allowed.addAll(allowed);
        store.readEntities((kind, json) -> {
            if (kind.equals(DATABASE)) {
                DatabaseText text = parse(json, DatabaseText.class);
                databases.put(text.name(), newDatabase(text.name(), text.schema(), text.policies()));
            }
        });
        store.readEntities((kind, json) -> {
            if (kind.equals(TABLE)) {
                KustoTable table = parse(json, KustoTable.class);
                existing(table.database()).tables().put(table.name(), table);
                physicalNames.add(lower(table.sqlName()));
            } else if (kind.equals(FUNCTION)) {
                KustoFunction function = parse(json, KustoFunction.class);
                existing(function.database()).functions().put(function.name(), function);
            }
        });
    }

    private static Database newDatabase(String name, String schema, Map<String, JsonNode> policies) {
        return new Database(name, schema, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(policies));
    }

    private Database existing(String name) {
        Database database = databases.get(name);
        if (database == null) {
            throw new IllegalStateException("no database " + name);
        }
        return database;
    }

    private Database database(String name) throws KustoException, SQLException {
        Database known = databases.get(name);
        if (known != null) {
            return known;
        }
        if (name.isEmpty() || (!allowed.isEmpty() && !allowed.contains(name))) {
            throw KustoException.notFound("Database", name);
        }
        String schema = name;
        for (int i = 2; isSchemaTaken(schema); i++) {
            schema = name + "$" + i;
        }
        store.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.quoted(schema));
        Database made = newDatabase(name, schema, Map.of());
        databases.put(name, made);
        persist(made);
        return made;
    }

    private boolean isSchemaTaken(String schema) {
        return List.of("_adx", "main", "temp", "pg_catalog", "information_schema")
                        .contains(lower(schema))
                || databases.values().stream()
                        .anyMatch(other -> lower(other.schema()).equals(lower(schema)));
    }

    /** Makes a database exist, when only some do. */
    public synchronized void allow(String name) {
        if (!allowed.isEmpty()) {
            allowed.add(name);
        }
    }

    /** The databases that exist by now. */
    public synchronized Set<String> databases() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(allowed);
        names.addAll(databases.keySet());
        return names;
    }

    /** The tables of a database, by name. */
    public synchronized List<KustoTable> tables(String database) throws KustoException, SQLException {
        return List.copyOf(database(database).tables().values());
    }

    /** The functions of a database, by name. */
    public synchronized List<KustoFunction> functions(String database) throws KustoException, SQLException {
        return List.copyOf(database(database).functions().values());
    }

    /** A table, or null. */
    public synchronized @Nullable KustoTable find(String database, String table) throws KustoException, SQLException {
        return database(database).tables().get(table);
    }

    /** A table that must be there. */
    public synchronized KustoTable table(String database, String table) throws KustoException, SQLException {
        KustoTable found = find(database, table);
        if (found == null) {
            throw KustoException.notFound("Table", table);
        }
        return found;
    }

    /** Makes a table, or adds the columns it lacks; a column of another type is refused, as Kusto does. */
    public KustoTable createOrMerge(
            String database, String name, List<Column> columns, @Nullable String folder, @Nullable String docString)
            throws KustoException, SQLException {
        // The lock of the definitions comes before that of the catalog, here and in loads.
        store.definitions().writeLock().lock();
        try {
            synchronized (this) {
                Database home = database(database);
                KustoTable there = home.tables().get(name);
                KustoTable table = there == null ? create(home, name, columns) : merge(there, columns);
                return keep(
                        home,
                        table.withTexts(
                                folder == null ? table.folder() : folder,
                                docString == null ? table.docString() : docString));
            }
        } finally {
            store.definitions().writeLock().unlock();
        }
    }

    private KustoTable create(Database home, String name, List<Column> columns) throws KustoException, SQLException {
        if (columns.isEmpty()) {
            throw KustoException.syntax("table " + name + " has no columns");
        }
        String physical = name;
        KustoTable table = newTable(home, name, physical, columns);
        for (int i = 2; !physicalNames.add(lower(table.sqlName())); i++) {
            physical = name + "$" + i;
            table = newTable(home, name, physical, columns);
        }
        List<String> definitions = new ArrayList<>();
        List<String> names = physicalColumns(columns);
        for (int i = 0; i < columns.size(); i++) {
            definitions.add(
                    Sql.quoted(names.get(i)) + " " + columns.get(i).type().duck());
        }
        store.execute("CREATE OR REPLACE TABLE " + table.sqlName() + " (" + String.join(", ", definitions) + ")");
        return table;
    }

    private static KustoTable newTable(Database home, String name, String physical, List<Column> columns) {
        return new KustoTable(home.name(), name, home.schema(), physical, columns, "", "", Map.of(), Map.of());
    }

    /** DuckDB's names of the columns, in order: those that differ in case alone get a suffix. */
    public static List<String> physicalColumns(List<Column> columns) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            String name = column.name();
            for (int i = 2; !taken.add(lower(name)); i++) {
                name = column.name() + "$" + i;
            }
            names.add(name);
        }
        return names;
    }

    private KustoTable merge(KustoTable table, List<Column> wanted) throws KustoException, SQLException {
        List<Column> all = new ArrayList<>(table.columns());
        for (Column column : wanted) {
            Column there = all.stream()
                    .filter(known -> known.name().equals(column.name()))
                    .findFirst()
                    .orElse(null);
            if (there == null) {
                all.add(column);
            } else if (there.type() != column.type()) {
                throw new KustoException(
                        "BadRequest_EntityAlreadyExists",
                        "Column '" + column.name() + "' of table '" + table.name() + "' has type "
                                + there.type().csl() + ", not " + column.type().csl());
            }
        }
        List<String> names = physicalColumns(all);
        for (int i = table.columns().size(); i < all.size(); i++) {
            store.execute("ALTER TABLE " + table.sqlName() + " ADD COLUMN " + Sql.quoted(names.get(i)) + " "
                    + all.get(i).type().duck());
        }
        return table.withColumns(all);
    }

    private KustoTable keep(Database home, KustoTable table) throws SQLException {
        home.tables().put(table.name(), table);
        store.putEntity(TABLE, table.database(), table.name(), text(table));
        return table;
    }

    /** Changes mappings, texts or policies of a table. */
    public synchronized KustoTable update(String database, String name, UnaryOperator<KustoTable> change)
            throws KustoException, SQLException {
        return keep(database(database), change.apply(table(database, name)));
    }

    /** Keeps a mapping under its name. */
    public KustoTable putMapping(String database, String table, String mapping, String json)
            throws KustoException, SQLException {
        return update(database, table, there -> there.withMapping(mapping, json));
    }

    /** Removes a table and its rows; false when there is none. */
    public boolean drop(String database, String name) throws KustoException, SQLException {
        store.definitions().writeLock().lock();
        try {
            synchronized (this) {
                KustoTable table = database(database).tables().remove(name);
                if (table == null) {
                    return false;
                }
                store.execute("DROP TABLE " + table.sqlName());
                physicalNames.remove(lower(table.sqlName()));
                store.deleteEntity(TABLE, database, name);
                return true;
            }
        } finally {
            store.definitions().writeLock().unlock();
        }
    }

    /** Removes the rows of a table. */
    public void clear(String database, String name) throws KustoException, SQLException {
        store.definitions().writeLock().lock();
        try {
            store.execute("DELETE FROM " + table(database, name).sqlName());
        } finally {
            store.definitions().writeLock().unlock();
        }
    }

    /** Keeps a function; one of the same name is replaced. */
    public synchronized void putFunction(KustoFunction function) throws KustoException, SQLException {
        database(function.database()).functions().put(function.name(), function);
        store.putEntity(FUNCTION, function.database(), function.name(), text(function));
    }

    /** Removes a function; false when there is none. */
    public synchronized boolean dropFunction(String database, String name) throws KustoException, SQLException {
        boolean there = database(database).functions().remove(name) != null;
        store.deleteEntity(FUNCTION, database, name);
        return there;
    }

    /** The policies of a table, or of the database when {@code table} is null. */
    public synchronized Map<String, JsonNode> policies(String database, @Nullable String table)
            throws KustoException, SQLException {
        return table == null
                ? Map.copyOf(database(database).policies())
                : table(database, table).policies();
    }

    /**
     * Sets a policy of a table, or of the database when {@code table} is null.
     *
     * @param policy null deletes it
     * @param merge whether the members of an object are added to those there are
     */
    public synchronized @Nullable JsonNode putPolicy(
            String database, @Nullable String table, String name, @Nullable JsonNode policy, boolean merge)
            throws KustoException, SQLException {
        Map<String, JsonNode> all = new TreeMap<>(policies(database, table));
        JsonNode there = all.get(name);
        JsonNode wanted = policy;
        if (merge && there instanceof ObjectNode old && policy instanceof ObjectNode added) {
            wanted = old.deepCopy().setAll(added);
        }
        if (wanted == null) {
            all.remove(name);
        } else {
            all.put(name, wanted);
        }
        if (table != null) {
            update(database, table, before -> before.withPolicies(all));
        } else {
            Database home = database(database);
            home.policies().clear();
            home.policies().putAll(all);
            persist(home);
        }
        return wanted;
    }

    private void persist(Database database) throws SQLException {
        store.putEntity(
                DATABASE,
                database.name(),
                "",
                text(new DatabaseText(database.name(), database.schema(), database.policies())));
    }

    private static String text(Object entity) {
        try {
            return JSON.writeValueAsString(entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T parse(String json, Class<T> type) throws SQLException {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("the catalog holds what cannot be read: " + json, e);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
