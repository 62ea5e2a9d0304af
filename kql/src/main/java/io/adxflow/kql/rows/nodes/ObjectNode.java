package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** {@code decimal} and {@code guid}. */
public abstract non-sealed class ObjectNode extends Node {
    /** The register. */
    protected @Nullable Object value;

    ObjectNode(KqlType type) {
        super(type);
    }

    @Override
    public final @Nullable Object boxed() {
        return value;
    }
}
