package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import org.jspecify.annotations.Nullable;

/** Values that are the same for every record. */
public final class Constants {
    private Constants() {}

    /** A constant of a value as the package {@code library} has it. */
    public static Node of(KqlType type, @Nullable Object value) {
        return switch (type) {
            case BOOL, INT, LONG, DATETIME, TIMESPAN -> new Whole(type, value);
            case REAL -> new Real(value);
            case STRING -> new Constant(Conversions.toText(value));
            case DECIMAL, GUID -> new Other(type, value);
            case DYNAMIC, UNKNOWN -> new Dynamic(value);
        };
    }

    /** The register's content of a boxed value. */
    static long whole(Object value) {
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        if (value instanceof Datetime at) {
            return at.ticks();
        }
        return value instanceof Timespan span ? span.ticks() : ((Number) value).longValue();
    }

    private static final class Whole extends WholeNode {
        private final boolean isPresent;

        Whole(KqlType type, @Nullable Object constant) {
            super(type);
            isPresent = constant != null;
            value = constant == null ? 0 : whole(constant);
        }

        @Override
        boolean compute() {
            return isPresent;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    private static final class Real extends RealNode {
        private final boolean isPresent;

        Real(@Nullable Object constant) {
            isPresent = constant != null;
            value = constant == null ? 0 : ((Number) constant).doubleValue();
        }

        @Override
        boolean compute() {
            return isPresent;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    private static final class Constant extends TextNode {
        Constant(String constant) {
            value.set(constant);
            value.bytes();
        }

        @Override
        boolean compute() {
            return true;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    private static final class Dynamic extends DynamicNode {
        Dynamic(@Nullable Object constant) {
            value.setTree(constant);
        }

        @Override
        boolean compute() {
            return !value.isNull();
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    private static final class Other extends ObjectNode {
        Other(KqlType type, @Nullable Object constant) {
            super(type);
            value = constant;
        }

        @Override
        boolean compute() {
            return value != null;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }
}
