package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;

/** {@code real}. */
public abstract non-sealed class RealNode extends Node {
    /** The register. */
    protected double value;

    RealNode() {
        super(KqlType.REAL);
    }

    /** The value of the last {@link #eval} that found one. */
    public final double value() {
        return value;
    }

    @Override
    public final Object boxed() {
        return value;
    }
}
