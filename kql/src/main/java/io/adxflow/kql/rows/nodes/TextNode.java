package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Text;

/** {@code string}, which is never null. */
public abstract non-sealed class TextNode extends Node {
    /** The register. */
    protected final Text value = new Text();

    TextNode() {
        super(KqlType.STRING);
    }

    /** The value of the last {@link #eval}; changed by the next one. */
    public final Text value() {
        return value;
    }

    /** The value for the record at hand. */
    public final Text text() {
        eval();
        return value;
    }

    @Override
    public final Object boxed() {
        return value.string();
    }
}
