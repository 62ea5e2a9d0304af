package io.adxflow.kql.rows;

import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Scope;
import java.util.List;

/**
 * What an operator's input is, while a program is compiled.
 *
 * @param columns one node per column
 * @param scope for how long their values hold
 */
record Frame(List<Node> columns, Scope scope) {
    Frame {
        columns = List.copyOf(columns);
    }
}
