package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.sinks.batch.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one namespace and database make of rows of series that have these columns: which labels their lifted columns hold, and which columns
 * they get. What is a column stays one; what the namespace lifts besides follows. Immutable.
 */
final class SeriesRowRoute {
    private final Route route;
    private final SeriesColumns columns;
    private final List<String> labelsOfColumns = new ArrayList<>();
    private final List<String> namesOfColumns = new ArrayList<>();
    private final LiftedColumns lifted;
    private final String schema;
    private final boolean isNeeded;
    private final boolean keepsColumns;

    private record Lift(String label, String column) {}

    SeriesRowRoute(Route route, NamespaceSpec namespace, TableSchema of, SeriesColumns columns) {
        this.route = route;
        this.columns = columns;
        List<TableSchema.Column> own = of.columns().subList(0, columns.lifted());
        List<Lift> configured = configured(namespace.liftLabels(), own);
        List<String> labels = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (TableSchema.Column column :
                of.columns().subList(columns.lifted(), of.columns().size())) {
            names.add(column.name());
            labels.add(configured.stream()
                    .filter(lift -> lift.column().equalsIgnoreCase(column.name()))
                    .map(Lift::label)
                    .findFirst()
                    .orElse(column.name()));
        }
        labelsOfColumns.addAll(labels);
        namesOfColumns.addAll(names);
        for (Lift lift : configured) {
            if (names.stream().noneMatch(lift.column()::equalsIgnoreCase)) {
                names.add(lift.column());
                labels.add(lift.label());
            }
        }
        lifted = LiftedColumns.inOrder(labels, names);
        keepsColumns = names.size() == namesOfColumns.size();
        StringBuilder text = new StringBuilder();
        own.forEach(column -> text.append(text.isEmpty() ? "" : ",")
                .append(column.name())
                .append(':')
                .append(column.type()));
        names.forEach(name -> text.append(',').append(name).append(":string"));
        schema = text.toString();
        isNeeded = !keepsColumns
                || route.rules() != null
                || route.labelRules() != null
                || route.times() != null
                || !namespace.addLabels().isEmpty();
    }

    /** As the tables of these names have them: one that would meet a column of the table is called otherwise there. */
    private static List<Lift> configured(List<LiftedLabel> lifts, List<TableSchema.Column> own) {
        return lifts.stream()
                .sorted(Comparator.comparing(lift -> lift.label().toLowerCase(Locale.ROOT)))
                .map(lift -> {
                    String name = LiftedColumns.of(Map.of(lift.label(), lift.column()))
                            .columns()
                            .get(0);
                    while (meets(name, own)) {
                        name += "Label";
                    }
                    return new Lift(lift.label(), name);
                })
                .toList();
    }

    private static boolean meets(String name, List<TableSchema.Column> own) {
        return own.stream().anyMatch(column -> column.name().equalsIgnoreCase(name));
    }

    /** Whether anything is done to such rows. */
    boolean isNeeded() {
        return isNeeded;
    }

    Route route() {
        return route;
    }

    SeriesColumns columns() {
        return columns;
    }

    /** How many lifted columns the rows have as they come. */
    int liftedColumns() {
        return namesOfColumns.size();
    }

    /** The label in a lifted column, counted from the first one of these. */
    String labelOf(int column) {
        return labelsOfColumns.get(column);
    }

    /** The name of that column. */
    String nameOf(int column) {
        return namesOfColumns.get(column);
    }

    /** The lifted columns of the rows that are made. */
    LiftedColumns lifted() {
        return lifted;
    }

    /** All their columns. */
    String schema() {
        return schema;
    }

    /** Whether they have those that they came with. */
    boolean keepsColumns() {
        return keepsColumns;
    }
}
