package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Literals in the type that a declaration gives them: cells of {@code datatable}, values of parameters. */
final class Constants {
    private Constants() {}

    /** The literal in the type; null when it is of another type that has no plain counterpart. */
    static @Nullable Constant converted(Expression.Literal literal, KqlType type) {
        Object value = literal.value();
        KqlType own = literal.type();
        if (own == type) {
            return new Constant(type, value);
        }
        if (value == null) {
            return new Constant(type, type == KqlType.STRING ? "" : null);
        }
        if (own.isNumeric() && type.isNumeric()) {
            return number(new Constant(own, value), type);
        }
        if (type == KqlType.DYNAMIC) {
            return new Constant(type, inside(own, value));
        }
        if (own == KqlType.STRING && (type == KqlType.DATETIME || type == KqlType.TIMESPAN)) {
            OptionalLong ticks =
                    type == KqlType.DATETIME ? Datetime.parse((String) value) : Timespan.parse((String) value);
            return ticks.isPresent() ? new Constant(type, ticks.getAsLong()) : null;
        }
        if (type == KqlType.BOOL && own.isInteger()) {
            return new Constant(type, ((Number) value).longValue() != 0);
        }
        return null;
    }

    private static @Nullable Constant number(Constant number, KqlType type) {
        Object value = number.value();
        if (type.compareTo(number.type()) >= 0) {
            return (Constant) Typing.cast(number, type);
        }
        boolean narrowed = type == KqlType.INT && value instanceof Long whole && whole == whole.intValue();
        if (narrowed || type == KqlType.REAL) {
            return (Constant) Typing.cast(number, type);
        }
        return null;
    }

    private static Object inside(KqlType type, Object value) {
        return switch (type) {
            case DATETIME -> new Datetime((Long) value);
            case TIMESPAN -> new Timespan((Long) value);
            case INT -> Long.valueOf((Integer) value);
            case DECIMAL -> ((java.math.BigDecimal) value).doubleValue();
            default -> value;
        };
    }
}
