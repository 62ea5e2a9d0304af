package io.adxflow.job.query;

import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.duckdb.QuerySource;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.sinks.functions.Functions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The committed tables below a destination's folder as a source of queries: looked up when a query names them, and with the stored functions that come with a database
 * in each. Threads: any.
 */
public final class CommittedSource implements QuerySource {
    private final Path root;
    private final String defaultDatabase;

    /**
     * @param root the folder of a {@code directory} destination
     * @param defaultDatabase the one that queries mean when they name none; need not be there
     */
    public CommittedSource(Path root, String defaultDatabase) {
        this.root = root;
        this.defaultDatabase = defaultDatabase;
    }

    @Override
    public Catalog catalog() {
        Map<String, Catalog.Database> databases = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            if (Files.isDirectory(root)) {
                for (Path folder : CommittedTables.folders(root)) {
                    databases.put(
                            CommittedTables.name(folder), new CommittedDatabase(CommittedTables.name(folder), folder));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Catalog.Database first = databases.getOrDefault(
                defaultDatabase, new CommittedDatabase(defaultDatabase, root.resolve(defaultDatabase)));
        return new Databases(first, databases);
    }

    @Override
    public TableSql tables() {
        return new CommittedFilesSql(root);
    }

    private record Databases(Catalog.Database defaultDatabase, Map<String, Catalog.Database> byName)
            implements Catalog {
        @Override
        public Catalog.@Nullable Database database(String name) {
            return name.equalsIgnoreCase(defaultDatabase.name()) ? defaultDatabase : byName.get(name);
        }

        @Override
        public Collection<String> databaseNames() {
            return List.copyOf(byName.keySet());
        }
    }

    /** One database: its folder has a folder for each table. */
    private static final class CommittedDatabase implements Catalog.Database {
        private final String name;
        private final Path folder;
        private final Map<String, Schema> schemas = new LinkedHashMap<>();

        CommittedDatabase(String name, Path folder) {
            this.name = name;
            this.folder = folder;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public synchronized @Nullable Schema table(String table) {
            Schema known = schemas.get(table);
            if (known == null) {
                known = read(table);
                if (known != null) {
                    schemas.put(table, known);
                }
            }
            return known;
        }

        private @Nullable Schema read(String table) {
            // Names of tables regard case, which not every file system does.
            if (!tableNames().contains(table)) {
                return null;
            }
            try {
                List<Column> columns = new ArrayList<>();
                SchemaFile.read(folder.resolve(table).resolve(SchemaFile.NAME))
                        .columns()
                        .forEach(column -> columns.add(new Column(column.name(), type(column.type()))));
                return new Schema(columns);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static KqlType type(String keyword) {
            KqlType type = KqlType.ofKeyword(keyword);
            return type == null ? KqlType.STRING : type;
        }

        @Override
        public Collection<String> tableNames() {
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            try {
                return CommittedTables.folders(folder).stream()
                        .filter(table -> Files.exists(table.resolve(SchemaFile.NAME)))
                        .map(CommittedTables::name)
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Catalog.@Nullable StoredFunction function(String function) {
            return Functions.declarations().stream()
                    .filter(one -> one.name().equals(function))
                    .map(one -> new Catalog.StoredFunction(one.name(), one.parameters(), one.body()))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<String> functionNames() {
            return Functions.declarations().stream()
                    .map(Functions.Declaration::name)
                    .toList();
        }
    }
}
