package io.adxflow.job.otlp.restore;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns a table of log records or spans has (docs/tables.md): those that adx-mon or the Collector's exporter have too come first, the others of ours in any order,
 * and whatever there is besides was lifted out of attributes. Immutable.
 */
public final class RecordColumns {
    private static final List<TableSchema.Column> LOGS =
            TableSchema.parse(TableSchemas.logs("")).columns();
    private static final int FIRST_OF_LOGS = 9;
    private static final List<TableSchema.Column> SPANS =
            TableSchema.parse(TableSchemas.traces("")).columns();
    private static final int FIRST_OF_SPANS = 12;

    private final Signal signal;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Lifted> lifted = new ArrayList<>();

    /** A column that is none of every record's. */
    private record Lifted(int column, String name, ColumnType type) {}

    /**
     * A lifted column.
     *
     * @param attribute what it is called among attributes
     * @param isResource whether these are the resource's
     */
    record LiftedColumn(int column, String attribute, ColumnType type, boolean isResource) {}

    private RecordColumns(Signal signal) {
        this.signal = signal;
    }

    /** Null when rows of these columns are not known to be records. */
    public static @Nullable RecordColumns of(TableSchema schema) {
        List<TableSchema.Column> all = schema.columns();
        if (startsWith(all, LOGS.subList(0, FIRST_OF_LOGS))) {
            return new RecordColumns(Signal.LOGS).read(all, LOGS);
        }
        return startsWith(all, SPANS.subList(0, FIRST_OF_SPANS))
                ? new RecordColumns(Signal.TRACES).read(all, SPANS)
                : null;
    }

    private static boolean startsWith(List<TableSchema.Column> all, List<TableSchema.Column> first) {
        return all.size() >= first.size() && all.subList(0, first.size()).equals(first);
    }

    private @Nullable RecordColumns read(List<TableSchema.Column> all, List<TableSchema.Column> known) {
        for (int i = 0; i < all.size(); i++) {
            TableSchema.Column column = all.get(i);
            if (known.contains(column)) {
                places.put(column.name(), i);
                continue;
            }
            ColumnType type = type(column.type());
            boolean isTaken = known.stream().anyMatch(each -> each.name().equalsIgnoreCase(column.name()));
            if (type == null || isTaken) {
                return null;
            }
            lifted.add(new Lifted(i, column.name(), type));
        }
        return this;
    }

    private static @Nullable ColumnType type(String name) {
        for (ColumnType type : ColumnType.values()) {
            if (type.kustoName().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** Log records or spans. */
    public Signal signal() {
        return signal;
    }

    /** Where a column is, or -1. */
    int at(String name) {
        return places.getOrDefault(name, -1);
    }

    /** Whether a namespace lifts what these columns have not. */
    public boolean lacksLifted(OtlpRules rules) {
        return !rules.liftAttributes().stream().allMatch(lift -> has(lift.column()))
                || !rules.liftResources().stream().allMatch(lift -> has(lift.column()));
    }

    private boolean has(String column) {
        return lifted.stream().anyMatch(each -> each.name().equals(column));
    }

    /** The lifted columns, as attributes: those that the rules lift are called as there, others as their columns. */
    List<LiftedColumn> lifted(OtlpRules rules) {
        return lifted.stream().map(each -> attribute(each, rules)).toList();
    }

    private static LiftedColumn attribute(Lifted of, OtlpRules rules) {
        LiftedAttribute own = find(rules.liftAttributes(), of.name());
        if (own != null) {
            return new LiftedColumn(of.column(), own.attribute(), of.type(), false);
        }
        LiftedAttribute resource = find(rules.liftResources(), of.name());
        return resource == null
                ? new LiftedColumn(of.column(), of.name(), of.type(), false)
                : new LiftedColumn(of.column(), resource.attribute(), of.type(), true);
    }

    private static @Nullable LiftedAttribute find(List<LiftedAttribute> lifts, String column) {
        return lifts.stream()
                .filter(lift -> lift.column().equals(column))
                .findFirst()
                .orElse(null);
    }

    /**
     * The rules that give records of a table the columns that its rows came with, besides those that the rules have.
     *
     * @param taken names of columns that rows have anyway
     */
    public OtlpRules lifting(OtlpRules rules, String table, Set<String> taken) {
        List<LiftedAttribute> attributes = new ArrayList<>(rules.liftAttributes());
        for (Lifted each : lifted) {
            boolean isThere = find(rules.liftAttributes(), each.name()) != null
                    || find(rules.liftResources(), each.name()) != null
                    || taken.stream().anyMatch(each.name()::equalsIgnoreCase);
            if (!isThere) {
                attributes.add(new LiftedAttribute(each.name(), each.name(), each.type()));
            }
        }
        return new OtlpRules(table, table, attributes, rules.liftResources(), rules.metrics());
    }
}
