package io.adxflow.sinks.schema;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.schema.TableColumn.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a table's shape at one number. Each version has what the one before it had, and something more, so a column that
 * rows ask for by name and type has one name for good: its own, or, when a column of another type has that, {@code <name>_<type>}.
 * Immutable.
 *
 * @param number from 1
 * @param madeAtMillis wall clock of whoever made it, epoch milliseconds
 * @param columns in the order in which they came
 */
public record TableVersion(TableId id, int number, long madeAtMillis, List<TableColumn> columns, TableNotes notes) {

    /**
     * A batch's columns under the names that they have at a moniker.
     *
     * @param schema the text of a {@link TableSchema}
     * @param version the first one that has all of them: the same for each attempt, however many versions there are by then
     */
    public record Resolved(String schema, int version) {}

    public TableVersion {
        columns = List.copyOf(columns);
    }

    /** What there is before the first version. */
    static TableVersion none(TableId id) {
        return new TableVersion(id, 0, 0, List.of(), TableNotes.NONE);
    }

    /** The names at a moniker, or null when it does not know all of the columns. */
    @Nullable
    Resolved resolve(TableSchema asked, String moniker) {
        StringBuilder text = new StringBuilder();
        int since = 1;
        for (TableSchema.Column column : asked.columns()) {
            TableColumn known = find(column, moniker);
            if (known == null) {
                return null;
            }
            text.append(text.isEmpty() ? "" : ",")
                    .append(known.name())
                    .append(':')
                    .append(known.type());
            since = Math.max(since, known.since());
        }
        return new Resolved(text.toString(), since);
    }

    /** What rows' column is at a moniker; what is so there alone comes before what is so everywhere. */
    private @Nullable TableColumn find(TableSchema.Column asked, String moniker) {
        TableColumn everywhere = null;
        for (TableColumn column : columns) {
            if (column.asked().equals(asked.name())
                    && column.type().equals(asked.type())
                    && column.origin() != Origin.SENDER
                    && column.isAt(moniker)) {
                if (!column.moniker().isEmpty()) {
                    return column;
                }
                everywhere = column;
            }
        }
        return everywhere;
    }

    /** With columns that rows have, or will have; itself when it has all of them. */
    TableVersion withColumns(List<TableSchema.Column> wanted, Origin origin, long nowMillis) {
        List<TableColumn> next = new ArrayList<>(columns);
        for (TableSchema.Column column : wanted) {
            boolean known = next.stream()
                    .anyMatch(one -> one.asked().equals(column.name())
                            && one.type().equals(column.type())
                            && one.moniker().isEmpty()
                            && one.origin() != Origin.SENDER);
            if (known) {
                continue;
            }
            if (origin == Origin.SENDER) {
                if (next.size() < SchemaHint.MAX_COLUMNS
                        && next.stream().noneMatch(one -> one.name().equals(column.name()))) {
                    next.add(new TableColumn(column.name(), column.type(), column.name(), number + 1, origin, ""));
                }
                continue;
            }
            next.removeIf(one -> one.origin() == Origin.SENDER && one.name().equals(column.name()));
            next.add(new TableColumn(free(column, next), column.type(), column.name(), number + 1, origin, ""));
        }
        return next.equals(columns) ? this : new TableVersion(id, number + 1, nowMillis, next, notes);
    }

    /** With what is known beside its columns; itself when that is nothing new. */
    TableVersion withNotes(TableNotes more, long nowMillis) {
        TableNotes all = notes.or(more);
        return all.equals(notes) ? this : new TableVersion(id, number + 1, nowMillis, columns, all);
    }

    /**
     * With the columns that the table at a moniker has in truth, and other names there for those of a batch whose names these have with
     * another type; itself when that is nothing new.
     */
    TableVersion withReal(String moniker, List<TableSchema.Column> real, TableSchema batch, long nowMillis) {
        List<TableColumn> next = new ArrayList<>(columns);
        Map<String, String> types = new HashMap<>();
        for (TableSchema.Column column : real) {
            types.put(column.name(), column.type());
            boolean known = next.stream()
                    .anyMatch(one ->
                            one.name().equals(column.name()) && one.type().equals(column.type()) && one.isAt(moniker));
            if (!known) {
                next.removeIf(one -> one.origin() == Origin.SENDER && one.name().equals(column.name()));
                next.add(new TableColumn(
                        column.name(), column.type(), column.name(), number + 1, Origin.TABLE, moniker));
            }
        }
        for (TableSchema.Column column : batch.columns()) {
            TableColumn now = new TableVersion(id, number, madeAtMillis, next, notes).find(column, moniker);
            String type = now == null ? null : types.get(now.name());
            if (now != null && type != null && !type.equals(now.type())) {
                next.removeIf(one -> one.moniker().equals(moniker)
                        && one.asked().equals(column.name())
                        && one.type().equals(column.type()));
                next.add(new TableColumn(
                        free(column, next), column.type(), column.name(), number + 1, Origin.ROWS, moniker));
            }
        }
        return next.equals(columns) ? this : new TableVersion(id, number + 1, nowMillis, next, notes);
    }

    /** Under another number; what came after {@code before} came with it. */
    TableVersion at(int other, int before) {
        List<TableColumn> all = new ArrayList<>();
        for (TableColumn one : columns) {
            int since = one.since() > before ? other : one.since();
            all.add(new TableColumn(one.name(), one.type(), one.asked(), since, one.origin(), one.moniker()));
        }
        return new TableVersion(id, other, madeAtMillis, all, notes);
    }

    /** A name that no other column has: its own where that is so. */
    private static String free(TableSchema.Column column, List<TableColumn> taken) {
        Set<String> names = new HashSet<>();
        for (TableColumn one : taken) {
            // A column that the table at a destination has, of the same type, is this one.
            boolean same = one.origin() == Origin.TABLE
                    && one.name().equals(column.name())
                    && one.type().equals(column.type());
            if (one.takesName() && !same) {
                names.add(one.name());
            }
        }
        String name = column.name();
        for (int n = 1; names.contains(name); n++) {
            name = column.name() + "_" + column.type() + (n == 1 ? "" : "_" + n);
        }
        return name;
    }
}
