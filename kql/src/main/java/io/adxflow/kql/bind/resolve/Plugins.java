package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the plugins have in common: arguments by name, and values that are names of columns. */
final class Plugins {
    private Plugins() {}

    /** The arguments by the names of the parameters; those without a name by their position. */
    static Map<String, Expression> arguments(Expression.Call call, List<String> parameters) {
        Map<String, Expression> given = new LinkedHashMap<>();
        int position = 0;
        for (Expression.Argument argument : call.arguments()) {
            String name = argument.name();
            if (name == null) {
                if (position >= parameters.size()) {
                    throw Session.semantic(
                            "'" + call.name() + "' takes at most " + parameters.size() + " arguments",
                            argument.value().span(),
                            String.join(", ", parameters));
                }
                name = parameters.get(position++);
            }
            if (!parameters.contains(name)) {
                throw Session.semantic(
                        "'" + call.name() + "' has no parameter '" + name + "'",
                        argument.value().span(),
                        String.join(", ", parameters));
            }
            if (given.put(name, argument.value()) != null) {
                throw Session.semantic(
                        "'" + name + "' is given twice", argument.value().span(), null);
            }
        }
        return given;
    }

    /** The value of a type that is written so as a column's name; null when none is. */
    static @Nullable Constant value(String name, KqlType type) {
        try {
            return switch (type) {
                case STRING -> new Constant(type, name);
                case INT -> new Constant(type, Integer.valueOf(name));
                case LONG -> new Constant(type, Long.valueOf(name));
                case REAL -> new Constant(type, Double.valueOf(name));
                case DECIMAL -> new Constant(type, new java.math.BigDecimal(name));
                case BOOL -> new Constant(type, Boolean.valueOf(name));
                case GUID -> new Constant(type, java.util.UUID.fromString(name));
                case DATETIME -> ticks(type, Datetime.parse(name));
                case TIMESPAN -> ticks(type, Timespan.parse(name));
                case DYNAMIC, UNKNOWN -> null;
            };
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Constant ticks(KqlType type, OptionalLong ticks) {
        return ticks.isPresent() ? new Constant(type, ticks.getAsLong()) : null;
    }
}
