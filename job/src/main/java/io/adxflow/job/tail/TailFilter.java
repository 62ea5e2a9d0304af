package io.adxflow.job.tail;

import io.adxflow.kql.rows.RowProgram;
import io.adxflow.kql.rows.RowRunner;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.Parser;
import java.util.HashMap;
import java.util.Map;

/** Says of which rows a condition in KQL holds, bound to a table's columns when its first row comes. For one thread. */
final class TailFilter {
    /** Longer than anybody types. */
    static final int MAX_LENGTH = 4_000;

    /** A table has one at a time, or two while they change. */
    private static final int MAX_SCHEMAS = 16;

    private final String program;
    private final Map<String, Bound> bySchema = new HashMap<>();

    private record Bound(RowRunner runner, CsvRecord record) {}

    /** @param where empty for all rows */
    TailFilter(String where) {
        this.program = where.isBlank() ? "" : program(where);
    }

    private static String program(String where) {
        return RowProgram.SOURCE + " | where " + where;
    }

    /**
     * Why a condition cannot be one whatever the columns are; empty when it may be one.
     *
     * @param where as people give it
     */
    static String problem(String where) {
        if (where.length() > MAX_LENGTH) {
            return "where: of " + where.length() + " characters (expected: at most " + MAX_LENGTH + ")";
        }
        try {
            if (!where.isBlank() && Parser.statements(program(where)).size() != 1) {
                return "where: several statements (expected: a condition in KQL, such as Value > 10)";
            }
            return "";
        } catch (KqlException e) {
            return "where: " + e.getMessage() + " (expected: a condition in KQL, such as Value > 10)";
        }
    }

    /** @throws IllegalArgumentException when the table's columns do not fit the condition; the message says why */
    boolean keeps(TailRow row) {
        if (program.isEmpty()) {
            return true;
        }
        Bound bound = bySchema.get(row.schema());
        if (bound == null) {
            if (bySchema.size() >= MAX_SCHEMAS) {
                bySchema.clear();
            }
            bound = bind(row);
            bySchema.put(row.schema(), bound);
        }
        bound.record().take(row.csv());
        return bound.runner().run(bound.record(), made -> {}) > 0;
    }

    private Bound bind(TailRow row) {
        try {
            var schema = CsvRecord.schema(row.schema());
            return new Bound(RowProgram.bind(program, schema).runner(), new CsvRecord(schema));
        } catch (KqlException e) {
            throw new IllegalArgumentException(
                    "where: " + e.getMessage() + " (the columns of " + row.table() + ": " + row.schema() + ")", e);
        }
    }
}
