package io.adxflow.kql.rows;

import io.adxflow.kql.rows.nodes.DynamicNode;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.RealNode;
import io.adxflow.kql.rows.nodes.TextNode;
import io.adxflow.kql.rows.nodes.WholeNode;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a program, whose values are calculated when they are asked for. */
final class NodeRow implements RecordReader {
    private final Node[] columns;

    NodeRow(List<Node> columns) {
        this.columns = columns.toArray(new Node[0]);
    }

    @Override
    public boolean isNull(int column) {
        return !columns[column].eval();
    }

    @Override
    public long whole(int column) {
        WholeNode node = (WholeNode) columns[column];
        node.eval();
        return node.value();
    }

    @Override
    public double real(int column) {
        RealNode node = (RealNode) columns[column];
        node.eval();
        return node.value();
    }

    @Override
    public void text(int column, Text into) {
        into.set(((TextNode) columns[column]).text());
    }

    @Override
    public void dynamic(int column, DynamicValue into) {
        DynamicNode node = (DynamicNode) columns[column];
        node.eval();
        into.set(node.value());
    }

    @Override
    public @Nullable Object object(int column) {
        return columns[column].evalBoxed();
    }
}
