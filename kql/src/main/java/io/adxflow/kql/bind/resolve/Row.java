package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundTree;
import io.adxflow.kql.types.Schema;

/** The rows that an operator's expressions read: told apart by identity. */
final class Row {
    final Schema schema;

    /** Whether window functions may look at the rows around. */
    final boolean isOrdered;

    Row(BoundOperator input) {
        this(input.schema(), BoundTree.isOrdered(input));
    }

    Row(Schema schema, boolean isOrdered) {
        this.schema = schema;
        this.isOrdered = isOrdered;
    }
}
