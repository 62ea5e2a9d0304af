package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** An evaluator: {@link #eval} calculates its value for the record at hand and puts it into the register of its kind. */
public abstract sealed class Node permits WholeNode, RealNode, TextNode, DynamicNode, ObjectNode {
    private final KqlType type;
    private @Nullable Scope kept;
    private long turn = -1;
    private boolean present;

    Node(KqlType type) {
        this.type = type;
    }

    /** The type of its value. */
    public final KqlType type() {
        return type;
    }

    /** Keeps its value for a turn of the scope: for a node that is asked more than once. */
    public final void keepFor(Scope scope) {
        kept = scope;
    }

    /** @return whether there is a value; strings always have one */
    public final boolean eval() {
        if (kept == null) {
            return compute();
        }
        if (turn != kept.turn()) {
            turn = kept.turn();
            present = compute();
        }
        return present;
    }

    abstract boolean compute();

    /** Whether its value is the same for every record. */
    public boolean isConstant() {
        return false;
    }

    /** The value of the last {@link #eval} that found one, as the package {@code library} has it. */
    public abstract @Nullable Object boxed();

    /** The value for the record at hand, as the package {@code library} has it. */
    public final @Nullable Object evalBoxed() {
        return eval() ? boxed() : null;
    }
}
