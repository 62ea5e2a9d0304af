package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.ingestion.CsvMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes and shows CSV mappings. */
final class MappingCommands implements CommandGroup {
    private static final List<String> COLUMNS =
            List.of("Name", "Kind", "Mapping", "LastUpdatedOn:datetime", "Database", "Table");

    private final Catalog catalog;

    MappingCommands(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        boolean change = in.peek().is("create-or-alter")
                || in.peek().is("create")
                || in.peek().is("alter");
        boolean show = in.peek().is("show");
        if (!(change || show || in.peek().is("drop")) || !in.peekSecond().is("table")) {
            return null;
        }
        TokenReader ahead = in.ahead();
        ahead.take();
        ahead.take();
        String table = ahead.name();
        if (!ahead.accept("ingestion") || ahead.peek().is("batching")) {
            return null;
        }
        boolean create = in.peek().is("create");
        in.goTo(ahead);
        if (show) {
            return show(database, table, in);
        }
        in.expect("csv");
        in.expect("mapping");
        String mapping = in.name();
        if (!change) {
            return drop(database, table, mapping);
        }
        String json = in.string();
        KustoTable home = catalog.table(database, table);
        if (create && home.mappings().containsKey(mapping)) {
            throw new KustoException(
                    "BadRequest_EntityAlreadyExists", "Entity ID '" + mapping + "' of kind 'Mapping' already exists.");
        }
        CsvMapping.parse(json, home);
        catalog.putMapping(database, table, mapping, json);
        return ResultTable.of(COLUMNS, List.of(row(home, mapping, json)));
    }

    private ResultTable show(String database, String table, TokenReader in) throws KustoException, SQLException {
        in.accept("csv");
        boolean all = in.accept("mappings");
        if (!all) {
            in.expect("mapping");
        }
        String wanted = all ? null : in.name();
        KustoTable home = catalog.table(database, table);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        home.mappings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(mapping -> wanted == null || mapping.getKey().equals(wanted))
                .forEach(mapping -> rows.add(row(home, mapping.getKey(), mapping.getValue())));
        if (wanted != null && rows.isEmpty()) {
            throw KustoException.notFound("Mapping", wanted);
        }
        return ResultTable.of(COLUMNS, rows);
    }

    private ResultTable drop(String database, String table, String mapping) throws KustoException, SQLException {
        if (!catalog.table(database, table).mappings().containsKey(mapping)) {
            throw KustoException.notFound("Mapping", mapping);
        }
        catalog.update(database, table, before -> before.withoutMapping(mapping));
        return ResultTable.of(COLUMNS, List.of());
    }

    private static List<@Nullable Object> row(KustoTable table, String name, String json) {
        return ResultTable.row(name, "Csv", json, "2026-01-01T00:00:00Z", table.database(), table.name());
    }
}
