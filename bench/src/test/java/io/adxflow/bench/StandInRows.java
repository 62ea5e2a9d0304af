package io.adxflow.bench;

import io.adxflow.emulator.KustoStandIn;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The rows of metrics that a stand-in has. */
final class StandInRows {
    private static final String DATABASE = "Metrics";
    /** Tables of adxflow's own have it in their name, metrics' never. */
    private static final char OWN_TABLE_MARK = '_';

    private StandInRows() {}

    /** Tells table, and Timestamp, SeriesId, Labels and Value as text, of each. */
    static void visit(KustoStandIn standIn, BiConsumer<String, List<String>> visitor) throws Exception {
        for (List<@Nullable Object> found :
                standIn.command(DATABASE, ".show tables").rows()) {
            String table = String.valueOf(found.get(0));
            if (table.indexOf(OWN_TABLE_MARK) < 0) {
                standIn.query(DATABASE, table + " | project Timestamp, SeriesId, Labels, Value")
                        .rows()
                        .forEach(row -> visitor.accept(
                                table, row.stream().map(String::valueOf).toList()));
            }
        }
    }
}
