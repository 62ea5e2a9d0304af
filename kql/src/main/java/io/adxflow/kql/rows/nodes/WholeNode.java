package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;

/** {@code bool} (1 or 0), {@code int}, {@code long}, and {@code datetime} and {@code timespan} in ticks. */
public abstract non-sealed class WholeNode extends Node {
    /** The register. */
    protected long value;

    WholeNode(KqlType type) {
        super(type);
    }

    /** The value of the last {@link #eval} that found one. */
    public final long value() {
        return value;
    }

    /** Whether it is there and true. */
    public final boolean isTrue() {
        return eval() && value != 0;
    }

    @Override
    public final Object boxed() {
        return switch (type()) {
            case BOOL -> value != 0;
            case DATETIME -> new Datetime(value);
            case TIMESPAN -> new Timespan(value);
            default -> value;
        };
    }
}
