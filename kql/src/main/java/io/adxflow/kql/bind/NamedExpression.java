package io.adxflow.kql.bind;

import io.adxflow.kql.types.Column;

/** An expression and what the column is called that it makes. */
public record NamedExpression(String name, BoundExpression expression) {
    /** The column that it makes. */
    public Column column() {
        return new Column(name, expression.type());
    }
}
