package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundExpression.InQuery;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.bind.BoundExpression.ToScalar;
import io.adxflow.kql.bind.BoundExpression.WindowCall;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.types.KqlType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Expressions over the columns of one relation, as SQL. What is written stands on its own: operators are in parentheses. */
final class ExpressionSql {
    /** Characters: what stands more than once in SQL grows with each call around it. */
    private static final int LONGEST = 4 << 20;

    private final List<String> columns;
    private final Function<BoundOperator, Relation> queries;
    private final Map<WindowCall, String> windows = new HashMap<>();

    /** By identity: who writes a call may ask for an argument more than once, and that one for its own. */
    private final IdentityHashMap<BoundExpression, String> written = new IdentityHashMap<>();

    /**
     * @param columns what stands for each column of the input, by its position
     * @param queries writes the query of {@code toscalar} and {@code in (T)}
     */
    ExpressionSql(List<String> columns, Function<BoundOperator, Relation> queries) {
        this.columns = columns;
        this.queries = queries;
    }

    /** Tells what stands for a window function, which is calculated before. */
    void put(WindowCall call, String sql) {
        windows.put(call, sql);
    }

    /** The value, of the type that stands for the expression's. */
    String sql(BoundExpression expression) {
        String known = written.get(expression);
        if (known != null) {
            return known;
        }
        String sql = write(expression);
        if (sql.length() > LONGEST) {
            throw Refusal.tooLong();
        }
        written.put(expression, sql);
        return sql;
    }

    private String write(BoundExpression expression) {
        if (expression instanceof Constant constant) {
            return Literals.sql(constant.type(), constant.value());
        }
        if (expression instanceof ColumnRef column) {
            return columns.get(column.index());
        }
        if (expression instanceof Call call) {
            return call(call);
        }
        if (expression instanceof Path path) {
            return "kql_part(" + new Paths(this).extract("json_extract", path) + ")";
        }
        if (expression instanceof Cast cast) {
            return cast(cast);
        }
        if (expression instanceof ToScalar scalar) {
            return toScalar(scalar);
        }
        if (expression instanceof InQuery in) {
            return new Membership(this).inQuery(in);
        }
        String window = windows.get((WindowCall) expression);
        if (window == null) {
            throw Refusal.of(
                    ((WindowCall) expression).function().name(),
                    "'" + ((WindowCall) expression).function().name()
                            + "' can only stand in extend, project and where");
        }
        return window;
    }

    /** A condition of which only true counts, so that null may stand for false: what a plan can work with. */
    String filter(BoundExpression condition) {
        if (condition instanceof Call call) {
            String name = call.function().name();
            if (name.equals("and") || name.equals("or")) {
                return call.arguments().stream()
                        .map(this::filter)
                        .collect(Collectors.joining(name.equals("and") ? " AND " : " OR ", "(", ")"));
            }
            if (Comparisons.isComparison(name)) {
                return new Comparisons(this).filter(call);
            }
            if (Membership.isMembership(name)) {
                return new Membership(this).filter(call);
            }
        }
        return sql(condition);
    }

    private String cast(Cast cast) {
        return cast.type() == KqlType.DYNAMIC
                ? json(cast.operand())
                : cast.operand() instanceof Constant constant
                                && constant.value() instanceof Number number
                                && cast.type() == KqlType.REAL
                        ? Literals.sql(KqlType.REAL, number.doubleValue())
                        : cast.operand() instanceof Constant constant2
                                        && constant2.value() instanceof Number number2
                                        && cast.type() == KqlType.LONG
                                ? Literals.sql(KqlType.LONG, number2.longValue())
                                : "CAST(" + sql(cast.operand()) + " AS " + SqlTypes.name(cast.type()) + ")";
    }

    /** Whether a scalar function or an operator can be written. */
    static boolean isThere(String name) {
        return Comparisons.isComparison(name)
                || Arithmetic.isArithmetic(name)
                || Membership.isMembership(name)
                || StringOperators.isStringOperator(name)
                || ScalarSql.isThere(name);
    }

    private String call(Call call) {
        String name = call.function().name();
        if (Comparisons.isComparison(name)) {
            return new Comparisons(this).value(call);
        }
        if (Arithmetic.isArithmetic(name)) {
            return new Arithmetic(this).sql(call);
        }
        if (Membership.isMembership(name)) {
            return new Membership(this).value(call);
        }
        if (StringOperators.isStringOperator(name)) {
            return new StringOperators(this).sql(call);
        }
        return new ScalarSql(this).sql(call);
    }

    private String toScalar(ToScalar scalar) {
        Relation rows = queries.apply(scalar.query());
        String cell = "(SELECT " + Relation.column(rows.names().get(0)) + " " + rows.from() + " "
                + Relation.orderBy(rows.order()) + " LIMIT 1)";
        return scalar.type() == KqlType.STRING ? "coalesce(" + cell + ", '')" : cell;
    }

    /** The rows of a query that an expression looks into. */
    Relation query(BoundOperator query) {
        return queries.apply(query);
    }

    /** The text that {@code tostring} gives, never null. */
    String text(BoundExpression expression) {
        if (expression instanceof Constant constant && constant.type() == KqlType.STRING) {
            return sql(expression);
        }
        if (expression instanceof Path path) {
            return "coalesce(" + new Paths(this).extract("json_extract_string", path) + ", '')";
        }
        String value = sql(expression);
        return switch (expression.type()) {
            case STRING -> value;
            case BOOL -> "CASE WHEN " + value + " THEN 'True' WHEN NOT " + value + " THEN 'False' ELSE '' END";
            case INT, LONG, GUID -> "coalesce(CAST(" + value + " AS VARCHAR), '')";
            case REAL -> "coalesce(kql_real_text(" + value + "), '')";
            case DECIMAL -> "coalesce(kql_decimal_text(" + value + "), '')";
            case DATETIME -> "coalesce(kql_datetime_text(" + value + "), '')";
            case TIMESPAN -> "coalesce(kql_timespan_text(" + value + "), '')";
            case DYNAMIC, UNKNOWN -> "coalesce(json_extract_string(" + value + ", '$'), '')";
        };
    }

    /** The value as JSON text; null when it is null. */
    String json(BoundExpression expression) {
        String value = sql(expression);
        return switch (expression.type()) {
            case DYNAMIC, UNKNOWN -> value;
            case STRING -> "CAST(to_json(" + value + ") AS VARCHAR)";
            case BOOL, INT, LONG -> "CAST(" + value + " AS VARCHAR)";
            case REAL -> "kql_real_json(" + value + ")";
            case DECIMAL -> "('\"' || kql_decimal_text(" + value + ") || '\"')";
            case GUID -> "('\"' || CAST(" + value + " AS VARCHAR) || '\"')";
            case DATETIME -> "('\"' || kql_datetime_text(" + value + ") || '\"')";
            case TIMESPAN -> "('\"' || kql_timespan_text(" + value + ") || '\"')";
        };
    }

    /** A number as {@code DOUBLE}; a dynamic one when it is a number. */
    String real(BoundExpression expression) {
        return switch (expression.type()) {
            case REAL -> sql(expression);
            case DYNAMIC, UNKNOWN -> "kql_number(" + sql(expression) + ")";
            default -> "CAST(" + sql(expression) + " AS DOUBLE)";
        };
    }

    /** A number as {@code BIGINT}, reals cut off. */
    String whole(BoundExpression expression) {
        return switch (expression.type()) {
            case LONG, DATETIME, TIMESPAN -> sql(expression);
            case REAL, DECIMAL -> "kql_truncate(" + sql(expression) + ")";
            case DYNAMIC, UNKNOWN -> "kql_truncate(kql_number(" + sql(expression) + "))";
            default -> "CAST(" + sql(expression) + " AS BIGINT)";
        };
    }

    /** The value of a constant; null for what is none. */
    static @org.jspecify.annotations.Nullable Object constant(BoundExpression expression) {
        return expression instanceof Constant constant
                ? constant.value()
                : expression instanceof Cast cast && cast.operand() instanceof Constant inner ? inner.value() : null;
    }
}
