package io.adxflow.kql.rows;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Binder;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A row program that ends in a {@code summarize} of one aggregate by windows of time, such as {@code T | where Level > 8 | summarize Value = count() by Host, bin(Timestamp, 10s)}: for one
 * record it tells to which window, group and aggregate it adds what; adding up is the caller's. Immutable; each thread has a runner of its own.
 *
 * <p>Its rows have column {@link #TIME}, the begin of the window, then one of type string for each label, then, unless the aggregate only counts, the value: a real, or of
 * whatever type {@code dcount} is asked about. Rows that the condition of {@code countif} and the like does not take are not made. Accepts, beside the aggregates of the language that can be added up from
 * parts, {@code histogram(value, bounds)}.
 */
public final class SummaryProgram {
    /** The column with the begin of the window. */
    public static final int TIME = 0;

    static final String HISTOGRAM = "histogram";

    private static final int MOST_BOUNDS = 200;

    private static final String SIGNATURE = "histogram(expr: number, bounds: dynamic!): dynamic | name=histogram_*";
    private static final String EXPECTED =
            " (expected at the end: | summarize Value = <one aggregate> by [<label> = <text>, …] bin(<time>,"
                    + " <timespan>))";

    /** How parts are added up. */
    public enum Aggregate {
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG,
        DCOUNT,
        PERCENTILE,
        HISTOGRAM
    }

    private final RowProgram rows;
    private final String table;
    private final Aggregate aggregate;
    private final List<String> labels;
    private final long windowTicks;
    private final double percentile;
    private final List<Double> bounds;

    private SummaryProgram(
            RowProgram rows,
            String table,
            Aggregate aggregate,
            List<String> labels,
            long windowTicks,
            double percentile,
            List<Double> bounds) {
        this.rows = rows;
        this.table = table;
        this.aggregate = aggregate;
        this.labels = List.copyOf(labels);
        this.windowTicks = windowTicks;
        this.percentile = percentile;
        this.bounds = List.copyOf(bounds);
    }

    /**
     * Binds a program to the tables that it may read and compiles it once, so that every problem is found here.
     *
     * @param tables the columns of each, by name; it reads one of them
     * @throws KqlException with the first problem, and where it is in the text
     */
    public static SummaryProgram bind(String text, Map<String, Schema> tables, RowFunctions functions) {
        MapCatalog catalog = new MapCatalog("record");
        tables.forEach((name, schema) -> catalog.table("record", name, schema));
        SummaryRefusals refusals = new SummaryRefusals(new RowRefusals(new Implementations(functions.added())));
        FunctionRegistry registry = functions.registry().withAggregates(SIGNATURE);
        BoundQuery query =
                Binder.bind(text, new BindRequest(catalog, Instant.EPOCH, Map.of(), refusals, null, registry));
        try {
            if (query.results().size() != 1) {
                throw new Refused("it has " + query.results().size() + " results" + EXPECTED, text);
            }
            return of(query.results().get(0).operator(), functions);
        } catch (Refused refused) {
            throw refused.in(text);
        } catch (IllegalArgumentException e) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED, String.valueOf(e.getMessage()), new TextSpan(0, text.length()), null);
        }
    }

    private static SummaryProgram of(BoundOperator last, RowFunctions functions) {
        if (!(last instanceof BoundOperator.Summarize summarize)
                || summarize.aggregates().size() != 1) {
            throw new Refused("it does not end in a summarize of one aggregate" + EXPECTED, "summarize");
        }
        AggregateCall call = summarize.aggregates().get(0);
        Aggregate aggregate = Aggregate.valueOf(call.function().name().toUpperCase(Locale.ROOT));
        List<NamedExpression> columns = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        long windowTicks = 0;
        for (NamedExpression key : summarize.keys()) {
            long ticks = windowTicks(key.expression());
            if (ticks > 0 && windowTicks == 0) {
                windowTicks = ticks;
                columns.add(TIME, key);
            } else {
                labels.add(key.name());
                columns.add(new NamedExpression(key.name(), text(key.expression(), functions)));
            }
        }
        if (windowTicks == 0) {
            throw new Refused("it has no windows: bin(<time>, <timespan above zero>) is not among its keys", "by");
        }
        if (aggregate != Aggregate.COUNT) {
            columns.add(new NamedExpression(
                    "$value", value(aggregate, call.arguments().get(0), functions)));
        }
        BoundOperator input =
                call.filter() == null ? summarize.input() : new BoundOperator.Filter(summarize.input(), call.filter());
        RowProgram rows = new RowProgram(new BoundOperator.Project(input, columns), functions.added());
        Objects.requireNonNull(rows.runner());
        return new SummaryProgram(
                rows,
                table(summarize.input()),
                aggregate,
                labels,
                windowTicks,
                aggregate == Aggregate.PERCENTILE ? percentile(call.arguments().get(1)) : 0,
                aggregate == Aggregate.HISTOGRAM ? bounds(call.arguments().get(1)) : List.of());
    }

    /** The length of the windows that a key makes, or 0 when it makes none. */
    private static long windowTicks(BoundExpression key) {
        return key instanceof Call call
                        && call.function().name().equals("bin")
                        && call.type() == KqlType.DATETIME
                        && call.arguments().get(1) instanceof Constant constant
                        && constant.type() == KqlType.TIMESPAN
                        && constant.value() instanceof Long ticks
                ? Math.max(0, ticks)
                : 0;
    }

    private static BoundExpression text(BoundExpression key, RowFunctions functions) {
        return key.type() == KqlType.STRING ? key : called("tostring", key, KqlType.STRING, functions);
    }

    private static BoundExpression value(Aggregate aggregate, BoundExpression of, RowFunctions functions) {
        if (aggregate == Aggregate.DCOUNT || of.type() == KqlType.REAL) {
            return of;
        }
        if (!of.type().isNumeric()) {
            throw new Refused(
                    aggregate.name().toLowerCase(Locale.ROOT) + " of a "
                            + of.type().keyword() + " is no number, as a metric's value is (a timespan / 1s is one)",
                    aggregate.name().toLowerCase(Locale.ROOT));
        }
        return called("toreal", of, KqlType.REAL, functions);
    }

    private static BoundExpression called(String name, BoundExpression of, KqlType type, RowFunctions functions) {
        KqlFunction function = Objects.requireNonNull(functions.registry().scalar(name));
        return new Call(function, List.of(of), type);
    }

    private static String table(BoundOperator input) {
        TreeSet<String> tables = new TreeSet<>();
        collect(input, tables);
        if (tables.size() != 1) {
            throw new Refused("it reads " + (tables.isEmpty() ? "no table" : tables + " (expected: one table)"), "|");
        }
        return tables.first();
    }

    private static void collect(BoundOperator from, Set<String> into) {
        if (from instanceof BoundOperator.Table table) {
            into.add(table.name());
        }
        from.inputs().forEach(input -> collect(input, into));
    }

    private static double percentile(BoundExpression argument) {
        double percentile = argument instanceof Constant constant && constant.value() instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new Refused("a percentile is a number from 0 to 100", "percentile");
        }
        return percentile;
    }

    private static List<Double> bounds(BoundExpression argument) {
        List<Double> bounds = new ArrayList<>();
        if (argument instanceof Constant constant && constant.value() instanceof List<?> values) {
            for (Object value : values) {
                double bound = value instanceof Number number ? number.doubleValue() : Double.NaN;
                if (!Double.isFinite(bound) || (!bounds.isEmpty() && bound <= bounds.get(bounds.size() - 1))) {
                    bounds.clear();
                    break;
                }
                bounds.add(bound);
            }
        }
        if (bounds.isEmpty() || bounds.size() > MOST_BOUNDS) {
            throw new Refused(
                    "bounds of a histogram are 1 to " + MOST_BOUNDS + " growing numbers: dynamic([0.1, 1, 10])",
                    HISTOGRAM);
        }
        return bounds;
    }

    /** The table that it reads. */
    public String table() {
        return table;
    }

    public Aggregate aggregate() {
        return aggregate;
    }

    /** The names of the keys beside the window, in the order of their columns, which begin at {@link #TIME} + 1. */
    public List<String> labels() {
        return labels;
    }

    /** The column of the value, or -1 when there is none. */
    public int valueColumn() {
        return aggregate == Aggregate.COUNT ? -1 : 1 + labels.size();
    }

    /** The type of the value. */
    public @Nullable KqlType valueType() {
        return aggregate == Aggregate.COUNT
                ? null
                : rows.schema().get(valueColumn()).type();
    }

    /** How long a window is. */
    public long windowTicks() {
        return windowTicks;
    }

    /** Of {@link Aggregate#PERCENTILE}, 0 to 100. */
    public double percentile() {
        return percentile;
    }

    /** Of {@link Aggregate#HISTOGRAM}: the upper bounds of all buckets but the last, growing; a bound belongs to its bucket. */
    public List<Double> bounds() {
        return bounds;
    }

    /** A runner, for one thread. */
    public RowRunner runner() {
        return rows.runner();
    }
}
