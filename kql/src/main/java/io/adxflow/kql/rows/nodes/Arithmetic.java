package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Bins;
import io.adxflow.kql.values.Calendar;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * {@code + - * / %} and the minus sign. Null with any null; whole numbers wrap silently, divide toward zero and by zero give null; the rest of a division lies between 0 and
 * the divisor's absolute value; a datetime outside of the years 1 to 9999 is null.
 */
public final class Arithmetic {
    private Arithmetic() {}

    /** @param operator {@code + - * / %} */
    public static Node of(char operator, Node left, Node right, KqlType type) {
        if (left instanceof WholeNode a && right instanceof WholeNode b && type != KqlType.REAL) {
            return whole(operator, a, b, type);
        }
        if (left instanceof RealNode a && right instanceof RealNode b) {
            return real(operator, a, b);
        }
        return Values.of(type, () -> {
            Object first = left.evalBoxed();
            Object second = right.evalBoxed();
            return first == null || second == null ? null : boxed(operator, first, second, type);
        });
    }

    private static Node whole(char operator, WholeNode left, WholeNode right, KqlType type) {
        return new WholeNode(type) {
            @Override
            boolean compute() {
                if (!left.eval() || !right.eval()) {
                    return false;
                }
                long a = left.value();
                long b = right.value();
                if (b == 0 && (operator == '/' || operator == '%')) {
                    return false;
                }
                value = switch (operator) {
                    case '+' -> a + b;
                    case '-' -> a - b;
                    case '*' -> a * b;
                    case '/' -> a / b;
                    default -> Bins.modulo(a, b);
                };
                return type() != KqlType.DATETIME || Calendar.isValid(value);
            }
        };
    }

    private static Node real(char operator, RealNode left, RealNode right) {
        return new RealNode() {
            @Override
            boolean compute() {
                if (!left.eval() || !right.eval()) {
                    return false;
                }
                value = reals(operator, left.value(), right.value());
                return true;
            }
        };
    }

    private static double reals(char operator, double a, double b) {
        return switch (operator) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            case '/' -> a / b;
            default -> Bins.modulo(a, b);
        };
    }

    /** Decimals, timespans with numbers, and dynamic values. */
    private static @Nullable Object boxed(char operator, Object left, Object right, KqlType type) {
        if (left instanceof BigDecimal || right instanceof BigDecimal) {
            BigDecimal a = left instanceof Number ? Conversions.toDecimal(left) : null;
            BigDecimal b = right instanceof Number ? Conversions.toDecimal(right) : null;
            return a == null || b == null ? null : decimals(operator, a, b);
        }
        if (isTime(left) || isTime(right)) {
            return times(operator, left, right, type);
        }
        if (left instanceof Long a && right instanceof Long b) {
            if (b == 0 && (operator == '/' || operator == '%')) {
                return null;
            }
            return switch (operator) {
                case '+' -> a + b;
                case '-' -> a - b;
                case '*' -> a * b;
                case '/' -> a / b;
                default -> Bins.modulo(a, b);
            };
        }
        if (left instanceof Number a && right instanceof Number b) {
            double result = reals(operator, a.doubleValue(), b.doubleValue());
            return type.isInteger() ? (Object) Numbers.truncate(result) : (Object) result;
        }
        return null;
    }

    private static @Nullable Object decimals(char operator, BigDecimal a, BigDecimal b) {
        if (b.signum() == 0 && (operator == '/' || operator == '%')) {
            return null;
        }
        return switch (operator) {
            case '+' -> a.add(b, Numbers.DECIMAL);
            case '-' -> a.subtract(b, Numbers.DECIMAL);
            case '*' -> a.multiply(b, Numbers.DECIMAL);
            case '/' -> a.divide(b, Numbers.DECIMAL);
            default -> {
                BigDecimal rest = a.subtract(b.multiply(a.divide(b, 0, RoundingMode.DOWN)));
                yield rest.signum() < 0 ? rest.add(b.abs()) : rest;
            }
        };
    }

    private static boolean isTime(Object value) {
        return value instanceof Datetime || value instanceof Timespan;
    }

    private static @Nullable Object times(char operator, Object left, Object right, KqlType type) {
        if (isTime(left) && isTime(right)) {
            long a = Constants.whole(left);
            long b = Constants.whole(right);
            return switch (operator) {
                case '+' -> time(a + b, type);
                case '-' -> time(a - b, type);
                case '/' -> (double) a / b;
                default -> b == 0 ? null : time(Bins.modulo(a, b), type);
            };
        }
        Double number = Conversions.toReal(isTime(left) ? right : left);
        if (number == null || !(left instanceof Number || right instanceof Number)) {
            return null;
        }
        long ticks = Constants.whole(isTime(left) ? left : right);
        Object whole = isTime(left) ? right : left;
        if (operator == '*') {
            return whole instanceof Long factor ? new Timespan(ticks * factor) : span(ticks * number);
        }
        if (operator != '/' || !isTime(left) || number == 0) {
            return null;
        }
        return whole instanceof Long divisor ? new Timespan(ticks / divisor) : span(ticks / number);
    }

    private static @Nullable Timespan span(double ticks) {
        Long whole = Numbers.truncate(ticks);
        return whole == null ? null : new Timespan(whole);
    }

    private static @Nullable Object time(long ticks, KqlType type) {
        return type == KqlType.DATETIME ? Conversions.toDatetime(ticks) : new Timespan(ticks);
    }

    /** The minus sign. */
    public static Node negate(Node operand) {
        if (operand instanceof WholeNode whole) {
            return new WholeNode(operand.type()) {
                @Override
                boolean compute() {
                    boolean present = whole.eval();
                    value = -whole.value();
                    return present;
                }
            };
        }
        if (operand instanceof RealNode real) {
            return new RealNode() {
                @Override
                boolean compute() {
                    boolean present = real.eval();
                    value = -real.value();
                    return present;
                }
            };
        }
        return Values.of(operand.type(), () -> {
            Object value = operand.evalBoxed();
            return value instanceof BigDecimal decimal
                    ? decimal.negate()
                    : value instanceof Long whole
                            ? (Object) (-whole)
                            : value instanceof Double real ? (Object) (-real) : null;
        });
    }

    /** {@code bin} and {@code floor} of whole numbers, times and reals; a width that is not above 0 gives null. */
    public static Node bin(Node operand, Node width) {
        if (operand instanceof WholeNode whole && width instanceof WholeNode size) {
            return new WholeNode(operand.type()) {
                @Override
                boolean compute() {
                    if (!whole.eval() || !size.eval() || size.value() <= 0) {
                        return false;
                    }
                    value = Bins.floor(whole.value(), size.value());
                    return true;
                }
            };
        }
        RealNode real = (RealNode) operand;
        RealNode size = (RealNode) width;
        return new RealNode() {
            @Override
            boolean compute() {
                if (!real.eval() || !size.eval() || !(size.value() > 0)) {
                    return false;
                }
                value = Bins.floor(real.value(), size.value());
                return true;
            }
        };
    }
}
