package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.types.KqlType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Calculates what is constant and as plain in each backend: whole numbers, times and spans. What {@code now() - 5m} is must be known before rows are read, so that
 * files are left out by it.
 */
final class Folding {
    private Folding() {}

    /** The constant that an operation on two constants is; null when it is not calculated here. */
    static @Nullable BoundExpression fold(String operator, BoundExpression left, BoundExpression right, KqlType type) {
        if (!(left instanceof Constant first) || !(right instanceof Constant second)) {
            return null;
        }
        if (first.value() == null || second.value() == null) {
            return null;
        }
        boolean ticks = type == KqlType.LONG || type == KqlType.DATETIME || type == KqlType.TIMESPAN;
        if (!ticks || !(first.value() instanceof Long a) || !(second.value() instanceof Long b)) {
            return null;
        }
        // Whole numbers wrap in the language; times that leave their range are left to who runs the query.
        if (type == KqlType.LONG) {
            return switch (operator) {
                case "+" -> new Constant(type, a + b);
                case "-" -> new Constant(type, a - b);
                case "*" -> new Constant(type, a * b);
                default -> null;
            };
        }
        try {
            return switch (operator) {
                case "+" -> within(type, Math.addExact(a, b));
                case "-" -> within(type, Math.subtractExact(a, b));
                case "*" -> within(type, Math.multiplyExact(a, b));
                default -> null;
            };
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Constant within(KqlType type, long ticks) {
        boolean outside = type == KqlType.DATETIME && (ticks < 0 || ticks > io.adxflow.kql.types.Datetime.MAX_TICKS);
        return outside ? null : new Constant(type, ticks);
    }

    /** The constant with the other sign; null when it is no constant. */
    static @Nullable BoundExpression negate(BoundExpression operand) {
        if (!(operand instanceof Constant constant)) {
            return null;
        }
        Object value = constant.value();
        if (value instanceof Integer number) {
            return new Constant(constant.type(), -number);
        } else if (value instanceof Long number) {
            return new Constant(constant.type(), -number);
        } else if (value instanceof Double number) {
            return new Constant(constant.type(), -number);
        } else if (value instanceof BigDecimal number) {
            return new Constant(constant.type(), number.negate());
        }
        return null;
    }
}
