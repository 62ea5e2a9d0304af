package io.adxflow.emulator.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.Column;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.engine.KustoType;
import io.adxflow.emulator.engine.ResultTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes, changes, shows and drops tables. */
final class TableCommands implements CommandGroup {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalog catalog;
    private final Extents extents;

    TableCommands(Catalog catalog, Extents extents) {
        this.catalog = catalog;
        this.extents = extents;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        if (in.accept("create-merge", "table") || in.accept("alter-merge", "table", "schema")) {
            return create(database, in, false);
        }
        if (in.peek().is("create") && in.peekSecond().is("table")) {
            return createUnlessMapping(database, in);
        }
        if (in.accept("create-merge", "tables") || in.accept("create", "tables")) {
            return createSeveral(database, in);
        }
        if (in.accept("drop", "table")) {
            return drop(database, in);
        }
        if (in.accept("clear", "table")) {
            String name = in.name();
            in.expect("data");
            catalog.clear(database, name);
            extents.forget(database, name);
            return ResultTable.of(List.of("ExtentId:guid", "TableName"), List.of());
        }
        if (in.accept("show", "database", "schema", "as", "json")
                || in.accept("show", "database", database, "schema", "as", "json")) {
            return ResultTable.of(
                    List.of("DatabaseSchema"),
                    List.of(ResultTable.row(schemaJson(database).toString())));
        }
        if (in.accept("show", "database", "schema")
                || in.accept("show", "database", database, "schema")
                || in.accept("show", "tables", "schema")
                || in.accept("show", "schema")) {
            return columns(database);
        }
        if (in.accept("show", "tables", "details")) {
            return tables(database, null);
        }
        if (in.accept("show", "tables")) {
            return tables(database, in.peek().is("(") ? names(in) : null);
        }
        return show(database, in);
    }

    private @Nullable ResultTable show(String database, TokenReader in) throws KustoException, SQLException {
        if (!in.peek().is("show") || !in.peekSecond().is("table")) {
            return null;
        }
        // "show table T …" with other words behind it is a command of another group.
        TokenReader ahead = in.ahead();
        ahead.accept("show", "table");
        String name = ahead.name();
        if (ahead.accept("cslschema")) {
            in.goTo(ahead);
            return schema(catalog.table(database, name), KustoTable::cslSchema);
        }
        if (ahead.accept("schema", "as", "json")) {
            in.goTo(ahead);
            return schema(
                    catalog.table(database, name), table -> tableJson(table).toString());
        }
        if (ahead.atEnd() || ahead.accept("details")) {
            in.goTo(ahead);
            return tables(database, List.of(catalog.table(database, name).name()));
        }
        return null;
    }

    /** {@code .create table T ingestion csv mapping …} is a command of another group. */
    private @Nullable ResultTable createUnlessMapping(String database, TokenReader in)
            throws KustoException, SQLException {
        TokenReader ahead = in.ahead();
        ahead.accept("create", "table");
        ahead.name();
        if (!ahead.peek().is("(")) {
            return null;
        }
        in.accept("create", "table");
        return create(database, in, true);
    }

    private ResultTable create(String database, TokenReader in, boolean mustBeNew) throws KustoException, SQLException {
        String name = in.name();
        if (mustBeNew && catalog.find(database, name) != null) {
            throw new KustoException(
                    "BadRequest_EntityAlreadyExists", "Entity ID '" + name + "' of kind 'Table' already exists.");
        }
        List<Column> columns = columns(in);
        Map<String, String> with = Properties.with(in);
        return schema(
                catalog.createOrMerge(database, name, columns, with.get("folder"), with.get("docstring")),
                table -> tableJson(table).toString());
    }

    private ResultTable createSeveral(String database, TokenReader in) throws KustoException, SQLException {
        Map<String, List<Column>> wanted = new java.util.LinkedHashMap<>();
        do {
            wanted.put(in.name(), columns(in));
        } while (in.accept(","));
        Map<String, String> with = Properties.with(in);
        for (Map.Entry<String, List<Column>> table : wanted.entrySet()) {
            catalog.createOrMerge(
                    database, table.getKey(), table.getValue(), with.get("folder"), with.get("docstring"));
        }
        return tables(database, List.copyOf(wanted.keySet()));
    }

    private static List<Column> columns(TokenReader in) throws KustoException {
        List<Column> columns = new ArrayList<>();
        in.expect("(");
        do {
            String name = in.name();
            in.expect(":");
            String type = in.name();
            try {
                columns.add(new Column(name, KustoType.of(type)));
            } catch (IllegalArgumentException e) {
                throw KustoException.syntax("column '" + name + "': " + e.getMessage());
            }
        } while (in.accept(","));
        in.expect(")");
        if (columns.stream().map(Column::name).distinct().count() < columns.size()) {
            throw KustoException.syntax("a column is named twice");
        }
        return columns;
    }

    private ResultTable drop(String database, TokenReader in) throws KustoException, SQLException {
        String name = in.name();
        boolean mayBeMissing = in.accept("ifexists");
        if (!catalog.drop(database, name) && !mayBeMissing) {
            throw KustoException.notFound("Table", name);
        }
        extents.forget(database, name);
        return tables(database, null);
    }

    private static List<String> names(TokenReader in) throws KustoException {
        List<String> names = new ArrayList<>();
        in.expect("(");
        do {
            names.add(in.name());
        } while (in.accept(","));
        in.expect(")");
        return names;
    }

    private ResultTable tables(String database, @Nullable List<String> names) throws KustoException, SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (KustoTable table : catalog.tables(database)) {
            if (names == null || names.contains(table.name())) {
                rows.add(ResultTable.row(table.name(), database, table.folder(), table.docString()));
            }
        }
        return ResultTable.of(List.of("TableName", "DatabaseName", "Folder", "DocString"), rows);
    }

    private static ResultTable schema(KustoTable table, Function<KustoTable, String> schema) {
        return ResultTable.of(
                List.of("TableName", "Schema", "DatabaseName", "Folder", "DocString"),
                List.of(ResultTable.row(
                        table.name(), schema.apply(table), table.database(), table.folder(), table.docString())));
    }

    private ResultTable columns(String database) throws KustoException, SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(ResultTable.row(database, "", "", "", false, false, "", "v1.0", "", ""));
        for (KustoTable table : catalog.tables(database)) {
            rows.add(ResultTable.row(
                    database, table.name(), "", "", false, false, "", "", table.folder(), table.docString()));
            for (Column column : table.columns()) {
                rows.add(ResultTable.row(
                        database,
                        table.name(),
                        column.name(),
                        "System." + column.type().clr(),
                        false,
                        false,
                        "",
                        "",
                        "",
                        ""));
            }
        }
        return ResultTable.of(
                List.of(
                        "DatabaseName",
                        "TableName",
                        "ColumnName",
                        "ColumnType",
                        "IsDefaultTable:bool",
                        "IsDefaultColumn:bool",
                        "PrettyName",
                        "Version",
                        "Folder",
                        "DocString"),
                rows);
    }

    private static ObjectNode tableJson(KustoTable table) {
        ObjectNode json = JSON.createObjectNode();
        json.put("Name", table.name());
        json.put("Folder", table.folder());
        json.put("DocString", table.docString());
        ArrayNode ordered = json.putArray("OrderedColumns");
        for (Column column : table.columns()) {
            ordered.addObject()
                    .put("Name", column.name())
                    .put("Type", "System." + column.type().clr())
                    .put("CslType", column.type().csl());
        }
        return json;
    }

    private ObjectNode schemaJson(String database) throws KustoException, SQLException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode home = root.putObject("Databases").putObject(database);
        home.put("Name", database);
        ObjectNode tables = home.putObject("Tables");
        for (KustoTable table : catalog.tables(database)) {
            tables.set(table.name(), tableJson(table));
        }
        ObjectNode functions = home.putObject("Functions");
        catalog.functions(database).forEach(function -> functions
                .putObject(function.name())
                .put("Name", function.name())
                .put("Body", function.body())
                .put("Folder", function.folder())
                .put("DocString", function.docString()));
        return root;
    }
}
