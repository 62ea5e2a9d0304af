package io.adxflow.job.kusto;

import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands that read: what databases, tables and functions there are, in the columns that clients expect. */
final class ShowCommands {
    private static final String KNOWN =
            ".show databases, databases schema [as json], databases (D) schema as json, database [D] schema [as json], tables [(T)] [details],"
                    + " table T cslschema, table T schema as json, functions, function F, version, cluster; .cancel query ID";

    private final Catalog catalog;
    private final String version;

    ShowCommands(Catalog catalog, String version) {
        this.catalog = catalog;
        this.version = version;
    }

    /**
     * Runs a command.
     *
     * @param database the one that it means when it names none
     * @throws IllegalArgumentException when there is no such command, database, table or function; the message says which are
     */
    ShowResult run(String command, String database) {
        CommandWords words = new CommandWords(command.substring(1));
        ShowResult result = words.accept("show") ? show(words, database) : null;
        if (result == null || !words.atEnd()) {
            throw new IllegalArgumentException(
                    "there is no command '" + shortened(command) + "' (known: " + KNOWN + ")");
        }
        return result;
    }

    private static String shortened(String command) {
        return command.length() <= 200 ? command : command.substring(0, 200) + "…";
    }

    private @Nullable ShowResult show(CommandWords words, String database) {
        if (words.accept("version")) {
            return new ShowResult(
                    List.of("BuildVersion", "BuildTime:datetime", "ServiceType", "ProductVersion"),
                    List.of(row(version, null, "Engine", "adxflow " + version)));
        }
        if (words.accept("cluster")) {
            return new ShowResult(
                    List.of("NodeId", "Address", "Name", "IsCurrent:bool"), List.of(row("0", "", "adxflow", true)));
        }
        if (words.accept("databases")) {
            return databases(words);
        }
        if (words.accept("database") || words.accept("schema")) {
            return database(words, database);
        }
        if (words.accept("tables")) {
            return tables(words, chosen(database));
        }
        if (words.accept("table")) {
            return table(words, chosen(database));
        }
        if (words.accept("functions")) {
            Catalog.Database of = chosen(database);
            return functions(of, of.functionNames().stream().sorted().toList());
        }
        if (words.accept("function")) {
            return functions(chosen(database), List.of(String.valueOf(words.name())));
        }
        return null;
    }

    private @Nullable ShowResult databases(CommandWords words) {
        List<Catalog.Database> chosen = words.list().stream().map(this::chosen).toList();
        List<Catalog.Database> shown = chosen.isEmpty() ? all() : chosen;
        if (words.accept("schema as json")) {
            return new ShowResult(List.of("DatabaseSchema"), List.of(row(SchemaJson.of(shown))));
        }
        if (words.accept("schema")) {
            return columns(shown);
        }
        boolean unused = words.accept("details");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Catalog.Database database : shown) {
            rows.add(
                    row(database.name(), "", "v1.0", false, "ReadWrite", database.name(), id(database.name()), "", ""));
        }
        return new ShowResult(
                List.of(
                        "DatabaseName",
                        "PersistentStorage",
                        "Version",
                        "IsCurrent:bool",
                        "DatabaseAccessMode",
                        "PrettyName",
                        "DatabaseId:guid",
                        "InTransitionTo",
                        "SuspensionState"),
                rows);
    }

    /** The same name has the same id, here and tomorrow. */
    private static String id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private @Nullable ShowResult database(CommandWords words, String database) {
        if (words.accept("schema as json") || words.accept("as json")) {
            return new ShowResult(List.of("DatabaseSchema"), List.of(row(SchemaJson.of(List.of(chosen(database))))));
        }
        if (words.atEnd() || words.accept("schema")) {
            return columns(List.of(chosen(database)));
        }
        Catalog.Database named = chosen(String.valueOf(words.name()));
        if (words.accept("schema as json")) {
            return new ShowResult(List.of("DatabaseSchema"), List.of(row(SchemaJson.of(List.of(named)))));
        }
        return words.atEnd() || words.accept("schema") ? columns(List.of(named)) : null;
    }

    private static ShowResult columns(List<Catalog.Database> databases) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Catalog.Database database : databases) {
            String name = database.name();
            rows.add(row(name, "", "", "", false, false, name, "v1.0"));
            for (String table : database.tableNames()) {
                Schema schema = database.table(table);
                if (schema == null) {
                    continue;
                }
                rows.add(row(name, table, "", "", false, false, "", ""));
                for (Column column : schema.columns()) {
                    rows.add(row(name, table, column.name(), column.type().dotNetName(), false, false, "", ""));
                }
            }
        }
        return new ShowResult(
                List.of(
                        "DatabaseName",
                        "TableName",
                        "ColumnName",
                        "ColumnType",
                        "IsDefaultTable:bool",
                        "IsDefaultColumn:bool",
                        "PrettyName",
                        "Version"),
                rows);
    }

    private static ShowResult tables(CommandWords words, Catalog.Database database) {
        List<String> named = words.list();
        boolean unused = words.accept("details");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String table : database.tableNames()) {
            if (!named.isEmpty() && !named.contains(table)) {
                continue;
            }
            rows.add(row(table, database.name(), "", ""));
        }
        return new ShowResult(List.of("TableName", "DatabaseName", "Folder", "DocString"), rows);
    }

    private static @Nullable ShowResult table(CommandWords words, Catalog.Database database) {
        String name = String.valueOf(words.name());
        Schema schema = database.table(name);
        if (schema == null) {
            throw notFound(name, "Table", database.tableNames());
        }
        String text;
        if (words.accept("schema as json")) {
            text = SchemaJson.table(name, schema).toString();
        } else if (words.atEnd() || words.accept("cslschema")) {
            text = schema.columns().stream()
                    .map(column -> column.name() + ':' + column.type().keyword())
                    .collect(Collectors.joining(","));
        } else {
            return null;
        }
        return new ShowResult(
                List.of("TableName", "Schema", "DatabaseName", "Folder", "DocString"),
                List.of(row(name, text, database.name(), "", "")));
    }

    private static ShowResult functions(Catalog.Database database, List<String> names) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String name : names) {
            Catalog.StoredFunction function = database.function(name);
            if (function == null) {
                throw notFound(name, "Function", database.functionNames());
            }
            rows.add(row(name, function.parameters(), function.body(), "", ""));
        }
        return new ShowResult(List.of("Name", "Parameters", "Body", "Folder", "DocString"), rows);
    }

    /** The default one is there before it has tables. */
    private List<Catalog.Database> all() {
        Set<String> names = new TreeSet<>(catalog.databaseNames());
        names.add(catalog.defaultDatabase().name());
        return names.stream().map(this::chosen).toList();
    }

    private Catalog.Database chosen(String name) {
        Catalog.Database database = name.isEmpty() || name.equalsIgnoreCase(QueryServer.CLIENTS_DEFAULT)
                ? catalog.defaultDatabase()
                : catalog.database(name);
        if (database == null) {
            throw notFound(name, "Database", catalog.databaseNames());
        }
        return database;
    }

    /** In the service's words, by which clients know it. */
    static IllegalArgumentException notFound(String name, String kind, Collection<String> known) {
        List<String> some = known.stream().sorted().limit(20).toList();
        return new IllegalArgumentException("Entity ID '" + name + "' of kind '" + kind + "' was not found (there are: "
                + String.join(", ", some) + (known.size() > some.size() ? ", …)" : ")"));
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
