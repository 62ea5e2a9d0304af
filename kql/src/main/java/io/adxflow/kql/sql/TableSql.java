package io.adxflow.kql.sql;

import io.adxflow.kql.types.Schema;
import java.util.List;
import java.util.Map;

/** Where the tables of a query are, for SQL to read. */
public interface TableSql {
    /**
     * A {@code SELECT} of a table's rows.
     *
     * @param names of the columns to make, by the position in the schema; their types are those that the package's description tells
     * @param ranges by the name of a {@code datetime} column: rows outside of it are not needed, and rows where it is null neither; they may be
     *     there all the same
     */
    String select(String database, String table, Schema schema, List<String> names, Map<String, TickRange> ranges);
}
