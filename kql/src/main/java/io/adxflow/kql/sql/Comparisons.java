package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.types.KqlType;
import java.util.Set;

/**
 * {@code == != < <= > >= =~ !~ between !between}. With one null {@code ==} is false and {@code !=} true, with two both are null; the
 * others are null with any. NaN equals nothing and is neither above nor below, though DuckDB takes it for the largest number.
 */
final class Comparisons {
    private static final Set<String> OPERATORS =
            Set.of("==", "!=", "<", "<=", ">", ">=", "=~", "!~", "between", "!between");

    private final ExpressionSql expressions;

    Comparisons(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    static boolean isComparison(String name) {
        return OPERATORS.contains(name);
    }

    /** One side, in the form in which both are compared. */
    private record Side(String sql, boolean isNullable, boolean mayBeNan) {}

    String value(Call call) {
        return sql(call, false);
    }

    /** Null may stand for false. */
    String filter(Call call) {
        return sql(call, true);
    }

    private String sql(Call call, boolean nullIsFalse) {
        BoundExpression left = call.arguments().get(0);
        BoundExpression right = call.arguments().get(1);
        return switch (call.function().name()) {
            case "==" -> equal(left, right, nullIsFalse);
            case "!=" -> different(left, right, nullIsFalse);
            case "=~" -> "(lower(" + expressions.text(left) + ") = lower(" + expressions.text(right) + "))";
            case "!~" -> "(lower(" + expressions.text(left) + ") <> lower(" + expressions.text(right) + "))";
            case "between" -> between(call);
            case "!between" -> "(NOT " + between(call) + ")";
            default -> ordered(call.function().name(), left, right);
        };
    }

    private String between(Call call) {
        BoundExpression value = call.arguments().get(0);
        return "(" + ordered(">=", value, call.arguments().get(1)) + " AND "
                + ordered("<=", value, call.arguments().get(2)) + ")";
    }

    private String equal(BoundExpression left, BoundExpression right, boolean nullIsFalse) {
        Side a = side(left, right);
        Side b = side(right, left);
        String equal = "(" + a.sql + " = " + b.sql + ")";
        if (a.mayBeNan && b.mayBeNan) {
            equal = "(" + a.sql + " = " + b.sql + " AND NOT isnan(" + a.sql + "))";
        }
        if (nullIsFalse || (!a.isNullable && !b.isNullable)) {
            return equal;
        }
        return a.isNullable && b.isNullable
                ? "CASE WHEN " + a.sql + " IS NULL AND " + b.sql + " IS NULL THEN NULL ELSE coalesce(" + equal
                        + ", false) END"
                : "coalesce(" + equal + ", false)";
    }

    private String different(BoundExpression left, BoundExpression right, boolean nullIsFalse) {
        Side a = side(left, right);
        Side b = side(right, left);
        String different = a.isNullable || b.isNullable
                ? "(" + a.sql + " IS DISTINCT FROM " + b.sql + ")"
                : "(" + a.sql + " <> " + b.sql + ")";
        if (a.mayBeNan && b.mayBeNan) {
            different = "(" + different + " OR coalesce(isnan(" + a.sql + "), false))";
        }
        return nullIsFalse || !a.isNullable || !b.isNullable
                ? different
                : "CASE WHEN " + a.sql + " IS NULL AND " + b.sql + " IS NULL THEN NULL ELSE " + different + " END";
    }

    private String ordered(String operator, BoundExpression left, BoundExpression right) {
        Side a = side(left, right);
        Side b = side(right, left);
        // NaN is on the side that DuckDB takes for the larger one.
        Side larger = operator.startsWith(">") ? a : b;
        String compared = a.sql + " " + operator + " " + b.sql;
        return larger.mayBeNan ? "(" + compared + " AND NOT isnan(" + larger.sql + "))" : "(" + compared + ")";
    }

    private Side side(BoundExpression one, BoundExpression other) {
        boolean isNullable =
                one.type() != KqlType.STRING && !(one instanceof Constant constant && constant.value() != null);
        KqlType mine = one.type();
        KqlType theirs = other.type();
        if (mine == KqlType.DYNAMIC) {
            return switch (theirs) {
                case STRING, DYNAMIC, UNKNOWN -> new Side(json(one), isNullable, false);
                case INT, LONG, REAL, DECIMAL -> new Side("kql_number(" + expressions.sql(one) + ")", isNullable, true);
                case BOOL -> new Side("kql_bool(" + expressions.sql(one) + ")", isNullable, false);
                case DATETIME -> new Side("kql_todatetime(" + expressions.text(one) + ")", true, false);
                case TIMESPAN -> new Side("kql_totimespan(" + expressions.text(one) + ")", true, false);
                case GUID -> new Side("TRY_CAST(" + expressions.text(one) + " AS UUID)", true, false);
            };
        }
        if (theirs == KqlType.DYNAMIC) {
            return mine == KqlType.STRING
                    ? new Side(expressions.json(one), false, false)
                    : mine.isNumeric()
                            ? new Side(expressions.real(one), isNullable, mayBeNan(one))
                            : new Side(expressions.sql(one), isNullable, false);
        }
        if (mine != theirs && !isBothTicks(mine, theirs)) {
            // Types that have nothing in common meet as text.
            return mine.isNumeric() && theirs.isNumeric()
                    ? new Side(expressions.real(one), isNullable, mayBeNan(one))
                    : new Side(expressions.text(one), false, false);
        }
        return new Side(expressions.sql(one), isNullable, mayBeNan(one));
    }

    /** JSON text in DuckDB's own spelling, which {@code to_json} makes as well. */
    private String json(BoundExpression one) {
        return one instanceof BoundExpression.Path || one instanceof Constant
                ? expressions.sql(one)
                : "kql_json(" + expressions.sql(one) + ")";
    }

    private static boolean isBothTicks(KqlType a, KqlType b) {
        return (a == KqlType.DATETIME || a == KqlType.TIMESPAN) && (b == KqlType.DATETIME || b == KqlType.TIMESPAN);
    }

    private static boolean mayBeNan(BoundExpression one) {
        if (one instanceof BoundExpression.Cast cast && cast.operand().type().isInteger()) {
            return false;
        }
        boolean isReal = one.type() == KqlType.REAL || one.type() == KqlType.DYNAMIC;
        return isReal && !(ExpressionSql.constant(one) instanceof Number number && !Double.isNaN(number.doubleValue()));
    }
}
