package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.Extents.Extent;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.engine.ResultTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code .show table T extents [where tags has|contains 'x' …]}. */
final class ExtentCommands implements CommandGroup {
    private final Catalog catalog;
    private final Extents extents;

    ExtentCommands(Catalog catalog, Extents extents) {
        this.catalog = catalog;
        this.extents = extents;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        if (!in.peek().is("show") || !in.peekSecond().is("table")) {
            return null;
        }
        TokenReader ahead = in.ahead();
        ahead.accept("show", "table");
        String name = ahead.name();
        if (!ahead.accept("extents")) {
            return null;
        }
        in.goTo(ahead);
        in.accept("hot");
        KustoTable table = catalog.table(database, name);
        List<Extent> found = new ArrayList<>(extents.list(table));
        if (in.accept("where")) {
            do {
                in.expect("tags");
                filter(found, in);
            } while (in.accept("and"));
        }
        return answer(found);
    }

    private static void filter(List<Extent> found, TokenReader in) throws KustoException {
        boolean not = in.peek().text().startsWith("!");
        in.accept("!");
        boolean whole = in.accept("has");
        if (!whole) {
            in.expect("contains");
        }
        String wanted = in.string().toLowerCase(Locale.ROOT);
        found.removeIf(extent -> not
                == extent.tags().stream()
                        .map(tag -> tag.toLowerCase(Locale.ROOT))
                        .anyMatch(tag -> whole ? tag.equals(wanted) : tag.contains(wanted)));
    }

    private static ResultTable answer(List<Extent> extents) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        extents.forEach(extent -> rows.add(ResultTable.row(
                extent.id().toString(),
                extent.database(),
                extent.table(),
                extent.created().toString(),
                (double) extent.rawBytes(),
                (double) extent.blobBytes(),
                extent.rows(),
                extent.created().toString(),
                String.join("\r\n", extent.tags()))));
        return ResultTable.of(
                List.of(
                        "ExtentId:guid",
                        "DatabaseName",
                        "TableName",
                        "MaxCreatedOn:datetime",
                        "OriginalSize:real",
                        "ExtentSize:real",
                        "RowCount:long",
                        "MinCreatedOn:datetime",
                        "Tags"),
                rows);
    }
}
