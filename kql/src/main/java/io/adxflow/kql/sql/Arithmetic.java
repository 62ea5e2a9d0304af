package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.types.KqlType;
import java.util.Set;

/** {@code + - * / %} and the sign. Whole numbers wrap around, division cuts off, a remainder is never negative. */
final class Arithmetic {
    private static final Set<String> OPERATORS = Set.of("+", "-", "*", "/", "%", "negate");

    private final ExpressionSql expressions;

    Arithmetic(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    static boolean isArithmetic(String name) {
        return OPERATORS.contains(name);
    }

    String sql(Call call) {
        String name = call.function().name();
        if (name.equals("negate")) {
            return negate(call);
        }
        BoundExpression left = call.arguments().get(0);
        BoundExpression right = call.arguments().get(1);
        KqlType type = call.type();
        if (type == KqlType.DYNAMIC) {
            return "kql_real_json(" + reals(name, expressions.real(left), expressions.real(right)) + ")";
        }
        if (isTicks(left.type()) || isTicks(right.type())) {
            return ticks(name, left, right);
        }
        if (type == KqlType.REAL) {
            return reals(name, expressions.real(left), expressions.real(right));
        }
        if (type == KqlType.DECIMAL) {
            return decimals(name, left, right);
        }
        return wholes(name, left, right);
    }

    private static boolean isTicks(KqlType type) {
        return type == KqlType.DATETIME || type == KqlType.TIMESPAN;
    }

    private String negate(Call call) {
        BoundExpression operand = call.arguments().get(0);
        String value = expressions.sql(operand);
        if (operand.type() == KqlType.INT && call.type() == KqlType.LONG) {
            return "(-CAST(" + value + " AS BIGINT))";
        }
        return operand.type() == KqlType.DYNAMIC
                ? "kql_real_json(-kql_number(" + value + "))"
                : operand.type() == KqlType.LONG || operand.type() == KqlType.TIMESPAN
                        ? "kql_subtract(0::BIGINT, " + value + ")"
                        : "(-" + value + ")";
    }

    private static String reals(String operator, String left, String right) {
        return operator.equals("%")
                ? "kql_modulo_real(" + left + ", " + right + ")"
                : "(" + left + " " + operator + " " + right + ")";
    }

    private String decimals(String operator, BoundExpression left, BoundExpression right) {
        String a = "CAST(" + expressions.sql(left) + " AS DECIMAL(38, 16))";
        String b = "CAST(" + expressions.sql(right) + " AS DECIMAL(38, 16))";
        return switch (operator) {
            case "+", "-" -> "CAST(" + a + " " + operator + " " + b + " AS DECIMAL(38, 16))";
            case "*" -> "CAST(" + a + " * " + b + " AS DECIMAL(38, 16))";
            default -> throw Refusal.of(operator, "'" + operator + "' of decimals is not there; use toreal()");
        };
    }

    private String wholes(String operator, BoundExpression left, BoundExpression right) {
        String a = expressions.whole(left);
        String b = expressions.whole(right);
        // Numbers of 32 bits cannot leave 64 bits.
        boolean small = isSmall(left) && isSmall(right);
        return switch (operator) {
            case "+" -> small ? "(" + a + " + " + b + ")" : checked("add", left, right, a, b);
            case "-" -> small ? "(" + a + " - " + b + ")" : checked("subtract", left, right, a, b);
            case "*" -> small ? "(" + a + " * " + b + ")" : checked("multiply", left, right, a, b);
            case "/" -> "(" + a + " // " + b + ")";
            default -> modulo(a, b, right);
        };
    }

    private static boolean isSmall(BoundExpression operand) {
        if (operand instanceof Constant constant && constant.value() instanceof Number number) {
            return number.longValue() == number.intValue();
        }
        return operand.type() == KqlType.INT
                || (operand instanceof BoundExpression.Cast cast
                        && cast.operand().type() == KqlType.INT);
    }

    /** What is tried first stands twice in the text, so only where it is short. */
    private static String checked(String operation, BoundExpression left, BoundExpression right, String a, String b) {
        return isShort(left) && isShort(right)
                ? "kql_try_" + operation + "(" + a + ", " + b + ")"
                : "kql_" + operation + "(" + a + ", " + b + ")";
    }

    private static boolean isShort(BoundExpression operand) {
        return operand instanceof ColumnRef || operand instanceof Constant;
    }

    private static String modulo(String a, String b, BoundExpression divisor) {
        Object constant = ExpressionSql.constant(divisor);
        return constant instanceof Long positive && positive > 0
                ? "((" + a + " % " + b + " + " + b + ") % " + b + ")"
                : "kql_modulo(" + a + ", " + b + ")";
    }

    /** At least one of them counts in ticks. */
    private String ticks(String operator, BoundExpression left, BoundExpression right) {
        String a = expressions.sql(left);
        String b = expressions.sql(right);
        boolean both = isTicks(left.type()) && isTicks(right.type());
        return switch (operator) {
            case "+", "-" -> "(" + a + " " + operator + " " + b + ")";
            case "*" -> scaled(left, right);
            case "/" ->
                both
                        ? "(CAST(" + a + " AS DOUBLE) / " + b + ")"
                        : right.type().isInteger()
                                ? "(" + a + " // " + expressions.whole(right) + ")"
                                : "kql_truncate(" + a + " / " + expressions.real(right) + ")";
            default -> modulo(a, b, right);
        };
    }

    private String scaled(BoundExpression left, BoundExpression right) {
        BoundExpression span = isTicks(left.type()) ? left : right;
        BoundExpression factor = isTicks(left.type()) ? right : left;
        return factor.type().isInteger()
                ? "kql_multiply(" + expressions.sql(span) + ", " + expressions.whole(factor) + ")"
                : "kql_truncate(" + expressions.sql(span) + " * " + expressions.real(factor) + ")";
    }
}
