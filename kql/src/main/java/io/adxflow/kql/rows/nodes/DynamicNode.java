package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.DynamicValue;
import org.jspecify.annotations.Nullable;

/** {@code dynamic}. */
public abstract non-sealed class DynamicNode extends Node {
    /** The register. */
    protected final DynamicValue value = new DynamicValue();

    DynamicNode() {
        super(KqlType.DYNAMIC);
    }

    /** The value of the last {@link #eval} that found one; changed by the next one. */
    public final DynamicValue value() {
        return value;
    }

    @Override
    public final @Nullable Object boxed() {
        return value.tree();
    }
}
