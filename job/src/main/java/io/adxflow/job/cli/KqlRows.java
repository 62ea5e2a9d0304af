package io.adxflow.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.adxflow.job.cli.chart.Cells;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result of KQL. */
final class KqlRows implements ResultRows {
    private static final JsonMapper JSON = new JsonMapper();

    private final ResultTable table;

    KqlRows(ResultTable table) {
        this.table = table;
    }

    @Override
    public List<String> names() {
        return table.schema().columns().stream().map(Column::name).toList();
    }

    @Override
    public boolean next() {
        return table.next();
    }

    @Override
    public @Nullable String text(int column) {
        return Cells.text(table, column);
    }

    @Override
    public JsonNode json(int column) {
        JsonNodeFactory nodes = JSON.getNodeFactory();
        KqlType type = table.schema().get(column).type();
        String text = text(column);
        if (text == null) {
            return nodes.nullNode();
        }
        return switch (type) {
            case BOOL -> nodes.booleanNode((boolean) value(column));
            case INT, LONG -> nodes.numberNode(((Number) value(column)).longValue());
            case REAL -> {
                double real = (double) value(column);
                yield Double.isFinite(real) ? nodes.numberNode(real) : nodes.textNode(text);
            }
            case DYNAMIC -> parsed(text);
            default -> nodes.textNode(text);
        };
    }

    private Object value(int column) {
        return java.util.Objects.requireNonNull(table.value(column));
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + json, e);
        }
    }
}
