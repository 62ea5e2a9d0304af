package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;

/** A {@code bool} that is calculated as true, false or null. */
abstract class Predicate extends WholeNode {
    /** Null. */
    static final int UNKNOWN = -1;

    Predicate() {
        super(KqlType.BOOL);
    }

    /** @return 1, 0 or {@link #UNKNOWN} */
    abstract int test();

    static int of(boolean value) {
        return value ? 1 : 0;
    }

    @Override
    final boolean compute() {
        value = test();
        return value >= 0;
    }
}
