package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Conversions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes whose value comes as an object, as the package {@code library} has it: of functions without an evaluator of their own, of expanded elements. */
public final class Values {
    private Values() {}

    /**
     * A node of a type.
     *
     * @param source asked at each evaluation; a value of another type is null, but that whole numbers become reals and decimals
     */
    public static Node of(KqlType type, Supplier<@Nullable Object> source) {
        return switch (type) {
            case BOOL, INT, LONG, DATETIME, TIMESPAN -> new Whole(type, source);
            case REAL -> new Real(source);
            case STRING -> new Produced(source);
            case DECIMAL, GUID -> new Other(type, source);
            case DYNAMIC, UNKNOWN -> new Dynamic(source);
        };
    }

    private static final class Whole extends WholeNode {
        private final Supplier<@Nullable Object> source;

        Whole(KqlType type, Supplier<@Nullable Object> source) {
            super(type);
            this.source = source;
        }

        @Override
        boolean compute() {
            Object result = source.get();
            Object fitting =
                    switch (type()) {
                        case BOOL -> result instanceof Boolean ? result : null;
                        case DATETIME -> result instanceof io.adxflow.kql.types.Datetime ? result : null;
                        case TIMESPAN -> result instanceof io.adxflow.kql.types.Timespan ? result : null;
                        case INT -> result instanceof Long ? Conversions.toInt(result) : null;
                        default -> result instanceof Long ? result : null;
                    };
            if (fitting == null) {
                return false;
            }
            value = Constants.whole(fitting);
            return true;
        }
    }

    private static final class Real extends RealNode {
        private final Supplier<@Nullable Object> source;

        Real(Supplier<@Nullable Object> source) {
            this.source = source;
        }

        @Override
        boolean compute() {
            if (!(source.get() instanceof Number number)) {
                return false;
            }
            value = number.doubleValue();
            return true;
        }
    }

    private static final class Produced extends TextNode {
        private final Supplier<@Nullable Object> source;

        Produced(Supplier<@Nullable Object> source) {
            this.source = source;
        }

        @Override
        boolean compute() {
            value.set(Conversions.toText(source.get()));
            return true;
        }
    }

    private static final class Dynamic extends DynamicNode {
        private final Supplier<@Nullable Object> source;

        Dynamic(Supplier<@Nullable Object> source) {
            this.source = source;
        }

        @Override
        boolean compute() {
            value.setTree(source.get());
            return !value.isNull();
        }
    }

    private static final class Other extends ObjectNode {
        private final Supplier<@Nullable Object> source;

        Other(KqlType type, Supplier<@Nullable Object> source) {
            super(type);
            this.source = source;
        }

        @Override
        boolean compute() {
            Object result = source.get();
            value = type() == KqlType.DECIMAL
                    ? result instanceof Number ? Conversions.toDecimal(result) : null
                    : result instanceof java.util.UUID ? result : null;
            return value != null;
        }
    }
}
