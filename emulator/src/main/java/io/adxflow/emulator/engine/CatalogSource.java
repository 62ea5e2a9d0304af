package io.adxflow.emulator.engine;

import io.adxflow.kql.duckdb.QuerySource;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.sql.TickRange;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stand-in's tables and stored functions as a source of queries: rows are read from DuckDB's tables. Threads: any. */
final class CatalogSource implements QuerySource {
    /** Ticks of 1678 and 2262, between which nanoseconds since 1970 fit into 64 bits, a year left at each end. */
    private static final long FIRST_NANOS_TICKS = 529_500_000_000_000_000L;

    private static final long LAST_NANOS_TICKS = 713_200_000_000_000_000L;

    private final Catalog catalog;
    private final String defaultDatabase;

    CatalogSource(Catalog catalog, String defaultDatabase) {
        this.catalog = catalog;
        this.defaultDatabase = defaultDatabase;
    }

    /** A refusal of the catalog, on its way through the binder. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(Exception cause) {
            super(cause);
        }
    }

    private interface Question<T> {
        T ask() throws KustoException, SQLException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (KustoException | SQLException e) {
            throw new Refused(e);
        }
    }

    @Override
    public io.adxflow.kql.bind.Catalog catalog() {
        return new io.adxflow.kql.bind.Catalog() {
            @Override
            public Database defaultDatabase() {
                return new OneDatabase(defaultDatabase);
            }

            @Override
            public @Nullable Database database(String name) {
                return catalog.databases().stream()
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .map(OneDatabase::new)
                        .orElse(null);
            }

            @Override
            public Collection<String> databaseNames() {
                return catalog.databases();
            }
        };
    }

    private final class OneDatabase implements io.adxflow.kql.bind.Catalog.Database {
        private final String name;

        OneDatabase(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        private @Nullable KustoTable find(String table) {
            try {
                return catalog.find(name, table);
            } catch (KustoException | SQLException e) {
                throw new Refused(e);
            }
        }

        @Override
        public @Nullable Schema table(String table) {
            KustoTable found = find(table);
            return found == null
                    ? null
                    : new Schema(found.columns().stream()
                            .map(column -> new io.adxflow.kql.types.Column(column.name(), type(column.type())))
                            .toList());
        }

        @Override
        public Collection<String> tableNames() {
            return ask(() -> catalog.tables(name)).stream()
                    .map(KustoTable::name)
                    .toList();
        }

        @Override
        public io.adxflow.kql.bind.Catalog.@Nullable StoredFunction function(String function) {
            return ask(() -> catalog.functions(name)).stream()
                    .filter(one -> one.name().equals(function))
                    .findFirst()
                    .map(one ->
                            new io.adxflow.kql.bind.Catalog.StoredFunction(one.name(), one.parameters(), one.body()))
                    .orElse(null);
        }

        @Override
        public Collection<String> functionNames() {
            return ask(() -> catalog.functions(name)).stream()
                    .map(KustoFunction::name)
                    .toList();
        }
    }

    private static KqlType type(KustoType type) {
        return Objects.requireNonNull(KqlType.ofKeyword(type.csl()));
    }

    @Override
    public TableSql tables() {
        return (database, table, schema, names, ranges) -> {
            KustoTable found = ask(() -> catalog.table(database, table));
            List<String> physical = Catalog.physicalColumns(found.columns());
            List<String> columns = new ArrayList<>();
            List<String> conditions = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String column = Sql.quoted(physical.get(i));
                columns.add(value(schema.get(i).type(), column) + " AS " + Sql.quoted(names.get(i)));
                TickRange range = ranges.get(schema.get(i).name());
                if (range != null) {
                    bound(conditions, column, range);
                }
            }
            return "SELECT " + String.join(",\n  ", columns) + "\nFROM " + found.sqlName()
                    + (conditions.isEmpty() ? "" : "\nWHERE " + String.join(" AND ", conditions));
        };
    }

    /** As DuckDB has a range of the column's own type, it can pass over rows by their groups' smallest and largest values. */
    private static void bound(List<String> conditions, String column, TickRange range) {
        if (range.from() > FIRST_NANOS_TICKS && range.from() < LAST_NANOS_TICKS) {
            conditions.add(column + " >= make_timestamp_ns(" + nanos(range.from()) + ")");
        }
        if (range.to() > FIRST_NANOS_TICKS && range.to() < LAST_NANOS_TICKS) {
            conditions.add(column + " <= make_timestamp_ns(" + nanos(range.to()) + ")");
        }
    }

    private static long nanos(long ticks) {
        return (ticks - Datetime.UNIX_EPOCH_TICKS) * 100;
    }

    private static String value(KqlType type, String column) {
        return switch (type) {
            case DATETIME -> "kql_ticks_of_nanos(epoch_ns(" + column + "))";
            case TIMESPAN -> "kql_totimespan(coalesce(" + column + ", ''))";
            case STRING -> "coalesce(" + column + ", '')";
            case DYNAMIC -> "nullif(" + column + ", 'null')";
            default -> column;
        };
    }
}
