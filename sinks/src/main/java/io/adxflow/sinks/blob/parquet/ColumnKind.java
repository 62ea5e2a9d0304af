package io.adxflow.sinks.blob.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * What a column's Kusto type is in Parquet: datetime a timestamp in UTC, long and int integers, real a double, bool a boolean, and all
 * else text as the CSV has it (dynamic: JSON). An empty field is null, but in a column of strings, which have no null in Kusto.
 */
enum ColumnKind {
    MICROSECONDS {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.INT64)
                    .as(timestampType(true, TimeUnit.MICROS))
                    .named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addLong(Values.time(bytes, offset, length, 1_000_000));
        }
    },

    NANOSECONDS {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.INT64)
                    .as(timestampType(true, TimeUnit.NANOS))
                    .named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addLong(Values.time(bytes, offset, length, 1_000_000_000));
        }
    },

    LONG {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.INT64).as(intType(64, true)).named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addLong(Values.integer(bytes, offset, length));
        }
    },

    INT {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.INT32).as(intType(32, true)).named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addInteger(Math.toIntExact(Values.integer(bytes, offset, length)));
        }
    },

    REAL {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.DOUBLE).named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addDouble(Values.real(bytes, offset, length));
        }
    },

    BOOL {
        @Override
        Type of(String name) {
            return Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addBoolean(Values.bool(bytes, offset, length));
        }
    },

    STRING {
        @Override
        boolean hasNull() {
            return false;
        }

        @Override
        Type of(String name) {
            return text(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addBinary(Binary.fromReusedByteArray(bytes, offset, length));
        }
    },

    OTHER {
        @Override
        Type of(String name) {
            return text(name);
        }

        @Override
        void add(RecordConsumer to, byte[] bytes, int offset, int length) {
            to.addBinary(Binary.fromReusedByteArray(bytes, offset, length));
        }
    };

    /** Whether an empty field is no value. */
    boolean hasNull() {
        return true;
    }

    abstract Type of(String name);

    /**
     * Adds a field that is not null.
     *
     * @throws ArithmeticException like NumberFormatException when it is not of this kind
     */
    abstract void add(RecordConsumer to, byte[] bytes, int offset, int length);

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name);
    }

    /** @param type of Kusto */
    static ColumnKind of(String type, boolean nanoseconds) {
        return switch (type) {
            case "datetime" -> nanoseconds ? NANOSECONDS : MICROSECONDS;
            case "long" -> LONG;
            case "int" -> INT;
            case "real" -> REAL;
            case "bool" -> BOOL;
            case "string" -> STRING;
            default -> OTHER;
        };
    }
}
