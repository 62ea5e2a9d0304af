package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code == != < <= > >=}. With one null, {@code ==} is false and {@code !=} true; with two both are null; the others are null with any. NaN equals nothing and has no order.
 */
public final class Comparisons {
    private static final int NO_ORDER = 2;

    private Comparisons() {}

    /** Which comparison. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean isEquality() {
            return this == EQUAL || this == NOT_EQUAL;
        }

        boolean holds(int order) {
            if (order == NO_ORDER) {
                return this == NOT_EQUAL;
            }
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /** A comparison of two nodes. */
    public static Node of(Operator operator, Node left, Node right) {
        return new Predicate() {
            @Override
            int test() {
                boolean hasLeft = left.eval();
                boolean hasRight = right.eval();
                if (hasLeft && hasRight) {
                    return of(operator.holds(order(left, right)));
                }
                boolean isOneNull = hasLeft != hasRight;
                return isOneNull && operator.isEquality() ? of(operator == Operator.NOT_EQUAL) : UNKNOWN;
            }
        };
    }

    /** {@code between}: both ends included. */
    public static Node between(Node operand, Node low, Node high, boolean negated) {
        return new Predicate() {
            @Override
            int test() {
                if (!operand.eval() || !low.eval() || !high.eval()) {
                    return UNKNOWN;
                }
                boolean inside = Operator.GREATER_OR_EQUAL.holds(order(operand, low))
                        && Operator.LESS_OR_EQUAL.holds(order(operand, high));
                return of(inside != negated);
            }
        };
    }

    /** The order of two nodes that have just been evaluated and have values: below, at, or above 0; {@link #NO_ORDER} without any. */
    static int order(Node left, Node right) {
        if (left instanceof WholeNode a
                && right instanceof WholeNode b
                && left.type().isInteger() == right.type().isInteger()) {
            return Long.compare(a.value(), b.value());
        }
        if (left instanceof RealNode a && right instanceof RealNode b) {
            return order(a.value(), b.value());
        }
        if (left instanceof TextNode a && right instanceof TextNode b) {
            return a.value().sameAs(b.value()) ? 0 : a.value().compareTo(b.value());
        }
        if (left instanceof DynamicNode a
                && right instanceof TextNode b
                && a.value().isPlain()) {
            return order(a.value(), b.value());
        }
        if (left instanceof TextNode a
                && right instanceof DynamicNode b
                && b.value().isPlain()) {
            int order = order(b.value(), a.value());
            return order == NO_ORDER ? order : -order;
        }
        if (left instanceof DynamicNode a
                && right instanceof WholeNode b
                && b.type().isInteger()
                && a.value().isWhole()) {
            return Long.compare(a.value().whole(), b.value());
        }
        return order(left.boxed(), right.boxed());
    }

    private static int order(double left, double right) {
        return left < right ? -1 : left > right ? 1 : left == right ? 0 : NO_ORDER;
    }

    private static int order(DynamicValue left, Text right) {
        return left.compareText(right);
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            boolean isNan = (a instanceof Double x && Double.isNaN(x)) || (b instanceof Double y && Double.isNaN(y));
            return isNan ? NO_ORDER : DynamicValue.compare(a, b);
        }
        if (left instanceof String a && right instanceof String b) {
            return Text.of(a).compareTo(Text.of(b));
        }
        if (left instanceof Datetime a && right instanceof Datetime b) {
            return Long.compare(a.ticks(), b.ticks());
        }
        if (left instanceof Timespan a && right instanceof Timespan b) {
            return Long.compare(a.ticks(), b.ticks());
        }
        if (left instanceof UUID a && right instanceof UUID b) {
            return a.toString().compareTo(b.toString());
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        }
        if ((left instanceof String && right != null) || (right instanceof String && left != null)) {
            // A time or a GUID inside a dynamic is text there.
            boolean isScalar = !(left instanceof Number
                    || right instanceof Number
                    || left instanceof Boolean
                    || right instanceof Boolean);
            return isScalar && Conversions.toText(left).equals(Conversions.toText(right)) ? 0 : NO_ORDER;
        }
        return DynamicValue.same(left, right) ? 0 : NO_ORDER;
    }
}
