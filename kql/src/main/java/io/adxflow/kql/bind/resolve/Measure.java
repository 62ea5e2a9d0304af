package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundTree;
import java.util.IdentityHashMap;

/** How large and how deep bound trees are, when each object is counted wherever it stands. Remembers what it has measured. */
final class Measure {
    /** Counted in nodes; large numbers stay large, they do not wrap. */
    record Size(int nodes, int height) {}

    private static final int MANY = 1 << 28;

    private final IdentityHashMap<Object, Size> known = new IdentityHashMap<>();

    /** The size of an operator or an expression. Recursive, as deep as what was not measured before. */
    Size of(Object bound) {
        Size before = known.get(bound);
        if (before != null) {
            return before;
        }
        int nodes = 1;
        int height = 0;
        Iterable<?> children = bound instanceof BoundOperator operator
                ? BoundTree.children(operator)
                : BoundTree.children((BoundExpression) bound);
        for (Object child : children) {
            Size size = of(child);
            nodes = Math.min(MANY, nodes + size.nodes());
            height = Math.max(height, size.height());
        }
        Size size = new Size(nodes, height + 1);
        known.put(bound, size);
        return size;
    }
}
