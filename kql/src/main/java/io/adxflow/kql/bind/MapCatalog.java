package io.adxflow.kql.bind;

import io.adxflow.kql.types.Schema;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A catalog that is known in full beforehand: of a record's fields, of a rule, of a test. Not for several threads while it is filled. */
public final class MapCatalog implements Catalog {

    private record Entry(String name, Map<String, Schema> tables, Map<String, StoredFunction> functions)
            implements Database {
        @Override
        public @Nullable Schema table(String table) {
            return tables.get(table);
        }

        @Override
        public Collection<String> tableNames() {
            return tables.keySet();
        }

        @Override
        public @Nullable StoredFunction function(String function) {
            return functions.get(function);
        }

        @Override
        public Collection<String> functionNames() {
            return functions.keySet();
        }
    }

    private final Map<String, Entry> databases = new LinkedHashMap<>();
    private final Entry first;

    /** With one database, the default one. */
    public MapCatalog(String defaultDatabase) {
        first = entry(defaultDatabase);
    }

    private Entry entry(String database) {
        return databases.computeIfAbsent(
                database.toLowerCase(Locale.ROOT),
                key -> new Entry(database, new LinkedHashMap<>(), new LinkedHashMap<>()));
    }

    /** Adds a table to a database, which is made when it is missing. */
    public MapCatalog table(String database, String table, Schema schema) {
        entry(database).tables().put(table, schema);
        return this;
    }

    /** Adds a stored function to a database, which is made when it is missing. */
    public MapCatalog function(String database, StoredFunction function) {
        entry(database).functions().put(function.name(), function);
        return this;
    }

    @Override
    public Database defaultDatabase() {
        return first;
    }

    @Override
    public @Nullable Database database(String name) {
        return databases.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Collection<String> databaseNames() {
        return List.copyOf(databases.values().stream().map(Entry::name).toList());
    }
}
