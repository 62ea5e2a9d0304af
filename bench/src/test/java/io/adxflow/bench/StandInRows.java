package io.adxflow.bench;

import io.adxflow.emulator.KustoStandIn;
import io.adxflow.sinks.schema.TableVersions;
import java.util.List;
import java.util.function.BiConsumer;

/** The rows of metrics that a stand-in has. */
final class StandInRows {
    private static final String DATABASE = "Metrics";
    /** Tables of adxflow's own have it in their name, metrics' never. */
    private static final char OWN_TABLE_MARK = '_';

    private StandInRows() {}

    /** How many there are. */
    static long count(KustoStandIn standIn) throws Exception {
        long rows = 0;
        for (String table : tables(standIn)) {
            rows += standIn.rowCount(DATABASE, table);
        }
        return rows;
    }

    private static List<String> tables(KustoStandIn standIn) throws Exception {
        return standIn.command(DATABASE, ".show tables").rows().stream()
                .map(row -> String.valueOf(row.get(0)))
                .filter(table -> table.indexOf(OWN_TABLE_MARK) < 0 && !table.equals(TableVersions.TABLE))
                .toList();
    }

    /** Tells table, and Timestamp, SeriesId, Labels and Value as text, of each. */
    static void visit(KustoStandIn standIn, BiConsumer<String, List<String>> visitor) throws Exception {
        for (String table : tables(standIn)) {
            standIn.query(DATABASE, table + " | project Timestamp, SeriesId, Labels, Value")
                    .rows()
                    .forEach(row -> visitor.accept(
                            table, row.stream().map(String::valueOf).toList()));
        }
    }
}
