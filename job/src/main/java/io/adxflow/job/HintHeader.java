package io.adxflow.job;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.schema.SchemaHint;
import io.adxflow.sinks.schema.TableNotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a sender says of tables: {@code TABLE=COLUMN:TYPE,COLUMN:TYPE; TABLE=…}. What is none of this is left out, and the rest is taken. */
final class HintHeader {
    private HintHeader() {}

    /** By table. */
    static Map<String, SchemaHint> parse(String text) {
        Map<String, SchemaHint> hints = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            String table = equals < 0 ? "" : part.substring(0, equals).strip();
            if (SchemaHint.isName(table)) {
                List<TableSchema.Column> columns = columns(part.substring(equals + 1));
                if (!columns.isEmpty()) {
                    hints.put(table, new SchemaHint(columns, TableNotes.NONE));
                }
            }
        }
        return hints;
    }

    private static List<TableSchema.Column> columns(String text) {
        List<TableSchema.Column> columns = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            int colon = one.indexOf(':');
            if (colon > 0) {
                try {
                    columns.add(SchemaHint.checked(
                            one.substring(0, colon).strip(),
                            one.substring(colon + 1).strip()));
                } catch (IllegalArgumentException none) {
                    // As said above: the others are taken.
                }
            }
        }
        return columns;
    }
}
