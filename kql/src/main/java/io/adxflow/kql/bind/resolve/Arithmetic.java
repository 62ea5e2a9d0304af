package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** Which types arithmetic takes and what comes out. Source: Microsoft's binder, measured pair by pair; left out is what has a type there but no meaning. */
final class Arithmetic {
    private Arithmetic() {}

    /** The type of {@code left operator right}; null when it is not defined. */
    static @Nullable KqlType type(String operator, KqlType left, KqlType right) {
        if (left.isNumeric() && right.isNumeric()) {
            return KqlType.widest(KqlType.LONG, KqlType.widest(left, right));
        }
        if (left == KqlType.DYNAMIC) {
            return ofDynamic(operator, right);
        } else if (right == KqlType.DYNAMIC) {
            return ofDynamic(operator, left);
        }
        return switch (operator) {
            case "+" -> sum(left, right);
            case "-" -> difference(left, right);
            case "*" -> product(left, right);
            case "/" -> quotient(left, right);
            case "%" -> remainder(left, right);
            default -> null;
        };
    }

    /** A dynamic takes the type that fits the other side. */
    private static @Nullable KqlType ofDynamic(String operator, KqlType other) {
        if (other == KqlType.DYNAMIC) {
            return KqlType.DYNAMIC;
        } else if (other.isNumeric()) {
            return KqlType.widest(KqlType.LONG, other);
        }
        if (other != KqlType.DATETIME && other != KqlType.TIMESPAN) {
            return null;
        }
        return switch (operator) {
            case "+" -> other;
            // Beside a datetime the dynamic is taken for another one.
            case "-" -> KqlType.TIMESPAN;
            default -> null;
        };
    }

    private static @Nullable KqlType sum(KqlType left, KqlType right) {
        if (left == KqlType.TIMESPAN && right == KqlType.TIMESPAN) {
            return KqlType.TIMESPAN;
        }
        return isPair(left, right, KqlType.DATETIME, KqlType.TIMESPAN) ? KqlType.DATETIME : null;
    }

    private static boolean isPair(KqlType left, KqlType right, KqlType one, KqlType other) {
        return (left == one && right == other) || (left == other && right == one);
    }

    private static @Nullable KqlType difference(KqlType left, KqlType right) {
        if (left == KqlType.DATETIME && right == KqlType.TIMESPAN) {
            return KqlType.DATETIME;
        }
        boolean alike = left == right && (left == KqlType.DATETIME || left == KqlType.TIMESPAN);
        return alike ? KqlType.TIMESPAN : null;
    }

    private static @Nullable KqlType product(KqlType left, KqlType right) {
        boolean times = left == KqlType.TIMESPAN && right.isNumeric();
        return times || (right == KqlType.TIMESPAN && left.isNumeric()) ? KqlType.TIMESPAN : null;
    }

    private static @Nullable KqlType quotient(KqlType left, KqlType right) {
        if (left == KqlType.TIMESPAN && right.isNumeric()) {
            return KqlType.TIMESPAN;
        }
        return isRatio(left, right) ? KqlType.REAL : null;
    }

    private static @Nullable KqlType remainder(KqlType left, KqlType right) {
        boolean ofNumber = left == KqlType.TIMESPAN && right.isNumeric();
        return ofNumber || isRatio(left, right) ? KqlType.TIMESPAN : null;
    }

    private static boolean isRatio(KqlType left, KqlType right) {
        boolean ofTime = left == KqlType.DATETIME && (right == KqlType.TIMESPAN || right == KqlType.DATETIME);
        return ofTime || (left == KqlType.TIMESPAN && right == KqlType.TIMESPAN);
    }
}
