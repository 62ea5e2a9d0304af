package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which types operators take and what comes out; converts what the language converts by itself. */
final class Typing {
    private final Session session;

    Typing(Session session) {
        this.session = session;
    }

    KqlFunction function(String name) {
        KqlFunction function = session.functions.operator(name);
        if (function == null) {
            function = session.functions.scalar(name);
        }
        if (function == null) {
            throw new IllegalStateException("no function " + name);
        }
        return function;
    }

    /** {@code + - * / %}. */
    BoundExpression arithmetic(String operator, BoundExpression left, BoundExpression right, TextSpan span) {
        KqlFunction function = session.allowed(function(operator), span);
        KqlType type = Arithmetic.type(operator, left.type(), right.type());
        if (type == null) {
            throw Session.semantic(
                    "'" + operator + "' is not defined for " + left.type().keyword() + " and "
                            + right.type().keyword(),
                    span,
                    hint(operator, left.type(), right.type()));
        }
        BoundExpression first = left;
        BoundExpression second = right;
        if (left.type().isNumeric() && right.type().isNumeric()) {
            first = cast(left, type);
            second = cast(right, type);
        } else if (type == KqlType.TIMESPAN && right.type().isNumeric()) {
            second = factor(right);
        } else if (type == KqlType.TIMESPAN && left.type().isNumeric()) {
            first = factor(left);
        }
        BoundExpression folded = Folding.fold(operator, first, second, type);
        return folded != null ? folded : new Call(function, List.of(first, second), type);
    }

    private static BoundExpression factor(BoundExpression number) {
        return cast(number, number.type().isInteger() ? KqlType.LONG : KqlType.REAL);
    }

    private static @Nullable String hint(String operator, KqlType left, KqlType right) {
        if (left == KqlType.STRING || right == KqlType.STRING) {
            return operator.equals("+")
                    ? "strcat() joins texts, tolong() and its like convert them"
                    : "tolong(), toreal(), todatetime() convert texts";
        }
        if (left == KqlType.DATETIME || right == KqlType.DATETIME) {
            return "a datetime takes a timespan: datetime + 1h, datetime1 - datetime2";
        }
        return null;
    }

    /** {@code -x}. */
    BoundExpression negate(BoundExpression operand, boolean isLiteral, TextSpan span) {
        KqlType type = operand.type();
        boolean defined = type.isNumeric() || type == KqlType.TIMESPAN || type == KqlType.DYNAMIC;
        if (!defined) {
            throw Session.semantic("a sign is not defined for " + type.keyword(), span, null);
        }
        KqlFunction function = session.allowed(function("negate"), span);
        BoundExpression widened = type == KqlType.INT && !isLiteral ? cast(operand, KqlType.LONG) : operand;
        BoundExpression folded = Folding.negate(widened);
        return folded != null ? folded : new Call(function, List.of(widened), widened.type());
    }

    /** {@code == !=}. */
    BoundExpression equality(String operator, BoundExpression left, BoundExpression right, TextSpan span) {
        KqlType common = comparable(left.type(), right.type());
        if (common == null) {
            throw cannotCompare(left.type(), right.type(), span);
        }
        return new Call(
                session.allowed(function(operator), span),
                List.of(numericCast(left, common), numericCast(right, common)),
                KqlType.BOOL);
    }

    /** {@code < <= > >=}. */
    BoundExpression order(String operator, BoundExpression left, BoundExpression right, TextSpan span) {
        KqlType common = ordered(left.type(), right.type());
        if (common == null) {
            boolean texts = left.type() == KqlType.STRING && right.type() == KqlType.STRING;
            throw Session.semantic(
                    "'" + operator + "' is not defined for " + left.type().keyword() + " and "
                            + right.type().keyword(),
                    span,
                    texts ? "strcmp(a, b) compares texts" : "convert one side: tolong(), toreal(), todatetime() …");
        }
        return new Call(
                session.allowed(function(operator), span),
                List.of(numericCast(left, common), numericCast(right, common)),
                KqlType.BOOL);
    }

    private static @Nullable KqlType ordered(KqlType left, KqlType right) {
        boolean leftNumber = left.isNumeric() || left == KqlType.BOOL;
        boolean rightNumber = right.isNumeric() || right == KqlType.BOOL;
        if (leftNumber && rightNumber) {
            return numberOf(left, right);
        }
        boolean leftMixed = left == KqlType.DYNAMIC && (right.isNumeric() || right == KqlType.DYNAMIC);
        boolean mixed = leftMixed || (right == KqlType.DYNAMIC && left.isNumeric());
        if (mixed) {
            return KqlType.DYNAMIC;
        }
        boolean times = left == right && (left == KqlType.DATETIME || left == KqlType.TIMESPAN);
        return times ? left : null;
    }

    private static KqlType numberOf(KqlType left, KqlType right) {
        if (left == KqlType.BOOL && right == KqlType.BOOL) {
            return KqlType.BOOL;
        }
        KqlType first = left == KqlType.BOOL ? KqlType.INT : left;
        KqlType second = right == KqlType.BOOL ? KqlType.INT : right;
        return KqlType.widest(first, second);
    }

    /** The type in which two values are compared for equality; null when they cannot be. */
    static @Nullable KqlType comparable(KqlType left, KqlType right) {
        if (left == right) {
            return left;
        }
        if (left == KqlType.DYNAMIC || right == KqlType.DYNAMIC) {
            return KqlType.DYNAMIC;
        }
        boolean numbers = (left.isNumeric() || left == KqlType.BOOL) && (right.isNumeric() || right == KqlType.BOOL);
        return numbers ? numberOf(left, right) : null;
    }

    static io.adxflow.kql.syntax.KqlException cannotCompare(KqlType left, KqlType right, TextSpan span) {
        return Session.semantic(
                "a " + left.keyword() + " cannot be compared with a " + right.keyword(),
                span,
                "convert one side: tostring(), tolong(), toreal(), todatetime(), toguid() …");
    }

    /** {@code x between (low .. high)}. */
    BoundExpression between(
            boolean negated, BoundExpression value, BoundExpression low, BoundExpression high, TextSpan span) {
        KqlFunction function = session.allowed(function(negated ? "!between" : "between"), span);
        KqlType type = value.type();
        KqlType lowType = low.type();
        BoundExpression end = high;
        if (type == KqlType.DATETIME && lowType == KqlType.DATETIME && high.type() == KqlType.TIMESPAN) {
            end = arithmetic("+", low, high, span);
        }
        KqlType highType = end.type();
        boolean times = (type == KqlType.DATETIME || type == KqlType.TIMESPAN) && lowType == type && highType == type;
        if (times) {
            return new Call(function, List.of(value, low, end), KqlType.BOOL);
        }
        boolean numbers = fitsNumber(type) && fitsNumber(lowType) && fitsNumber(highType);
        boolean allDynamic = type == KqlType.DYNAMIC && lowType == KqlType.DYNAMIC && highType == KqlType.DYNAMIC;
        if (!numbers || allDynamic) {
            throw Session.semantic(
                    "'between' is not defined for " + type.keyword() + ", " + lowType.keyword() + " and "
                            + highType.keyword(),
                    span,
                    null);
        }
        boolean anyDynamic = type == KqlType.DYNAMIC || lowType == KqlType.DYNAMIC || highType == KqlType.DYNAMIC;
        if (anyDynamic) {
            return new Call(function, List.of(value, low, end), KqlType.BOOL);
        }
        KqlType widest = KqlType.widest(type, KqlType.widest(lowType, highType));
        return new Call(function, List.of(cast(value, widest), cast(low, widest), cast(end, widest)), KqlType.BOOL);
    }

    private static boolean fitsNumber(KqlType type) {
        return type.isNumeric() || type == KqlType.DYNAMIC;
    }

    /** A number in a wider type; a constant at once. */
    static BoundExpression cast(BoundExpression operand, KqlType type) {
        if (operand.type() == type) {
            return operand;
        }
        if (operand instanceof Constant constant && type != KqlType.DYNAMIC) {
            return new Constant(type, widened(constant.value(), type));
        }
        return new Cast(operand, type);
    }

    /** As {@link #cast}, but leaves what is compared as {@code dynamic}, and what is no number. */
    static BoundExpression numericCast(BoundExpression operand, KqlType type) {
        boolean numbers = type.isNumeric() && (operand.type().isNumeric() || operand.type() == KqlType.BOOL);
        return numbers ? cast(operand, type) : operand;
    }

    private static @Nullable Object widened(@Nullable Object value, KqlType type) {
        if (value == null) {
            return null;
        }
        Object number = value instanceof Boolean truth ? Integer.valueOf(truth ? 1 : 0) : value;
        return switch (type) {
            case INT -> ((Number) number).intValue();
            case LONG -> ((Number) number).longValue();
            case REAL -> ((Number) number).doubleValue();
            case DECIMAL ->
                number instanceof BigDecimal decimal
                        ? decimal
                        : number instanceof Double real && !Double.isFinite(real)
                                ? null
                                : new BigDecimal(number.toString());
            default -> value;
        };
    }

    /** A {@code dynamic} as the text that is wanted. */
    BoundExpression text(BoundExpression operand) {
        return operand.type() == KqlType.DYNAMIC
                ? new Call(function("tostring"), List.of(operand), KqlType.STRING)
                : operand;
    }

    /** A branch of {@code iff} and its like in the type of the whole. */
    BoundExpression branch(BoundExpression operand, KqlType type) {
        if (operand.type() == type) {
            return operand;
        }
        if (type == KqlType.DYNAMIC) {
            return new Cast(operand, KqlType.DYNAMIC);
        }
        if (operand.type() == KqlType.DYNAMIC) {
            String converter = type == KqlType.GUID ? "toguid" : "to" + type.keyword();
            return new Call(function(converter), List.of(operand), type);
        }
        return cast(operand, type);
    }
}
