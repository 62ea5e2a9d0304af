package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.DynamicValue;

/** Fields of the record. */
public final class Columns {
    private Columns() {}

    /** The field at a position of the record's schema. */
    public static Node of(Scope scope, int column, KqlType type) {
        return switch (type) {
            case BOOL, INT, LONG, DATETIME, TIMESPAN -> new Whole(scope, column, type);
            case REAL -> new Real(scope, column);
            case STRING -> new Field(scope, column);
            case DECIMAL, GUID -> new Other(scope, column, type);
            case DYNAMIC, UNKNOWN -> new Dynamic(scope, column);
        };
    }

    private static final class Whole extends WholeNode {
        private final Scope scope;
        private final int column;

        Whole(Scope scope, int column, KqlType type) {
            super(type);
            this.scope = scope;
            this.column = column;
        }

        @Override
        boolean compute() {
            RecordReader record = scope.record();
            if (record.isNull(column)) {
                return false;
            }
            value = record.whole(column);
            return true;
        }
    }

    private static final class Real extends RealNode {
        private final Scope scope;
        private final int column;

        Real(Scope scope, int column) {
            this.scope = scope;
            this.column = column;
        }

        @Override
        boolean compute() {
            RecordReader record = scope.record();
            if (record.isNull(column)) {
                return false;
            }
            value = record.real(column);
            return true;
        }
    }

    private static final class Field extends TextNode {
        private final Scope scope;
        private final int column;

        Field(Scope scope, int column) {
            this.scope = scope;
            this.column = column;
        }

        @Override
        boolean compute() {
            scope.record().text(column, value);
            return true;
        }
    }

    /** A dynamic field; a path into it may ask for one key alone. */
    static final class Dynamic extends DynamicNode {
        private final Scope scope;
        private final int column;

        Dynamic(Scope scope, int column) {
            this.scope = scope;
            this.column = column;
        }

        @Override
        boolean compute() {
            RecordReader record = scope.record();
            if (record.isNull(column)) {
                return false;
            }
            record.dynamic(column, value);
            return !value.isNull();
        }

        /** @return whether the reader found the key's value, or that there is none, by itself */
        boolean field(byte[] key, String keyText, DynamicValue into) {
            return scope.record().field(column, key, keyText, into);
        }
    }

    private static final class Other extends ObjectNode {
        private final Scope scope;
        private final int column;

        Other(Scope scope, int column, KqlType type) {
            super(type);
            this.scope = scope;
            this.column = column;
        }

        @Override
        boolean compute() {
            RecordReader record = scope.record();
            value = record.isNull(column) ? null : record.object(column);
            return value != null;
        }
    }
}
