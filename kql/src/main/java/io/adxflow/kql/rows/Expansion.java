package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundOperator.MvItem;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Scope;
import io.adxflow.kql.rows.nodes.Values;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stage of {@code mv-expand} and {@code mv-apply}: runs what follows once per element. */
final class Expansion {
    private final Node[] sources;
    private final boolean arraysOfPairs;
    private final List<List<@Nullable Object>> elements = new ArrayList<>();
    private int at;

    private Expansion(Node[] sources, boolean arraysOfPairs) {
        this.sources = sources;
        this.arraysOfPairs = arraysOfPairs;
    }

    /** The input's columns with the items in place or added, and the index. */
    static Schema schema(List<MvItem> items, @Nullable String indexColumn, Schema input) {
        Map<String, KqlType> columns = new LinkedHashMap<>();
        input.columns().forEach(column -> columns.put(column.name(), column.type()));
        items.forEach(item -> columns.put(item.output(), item.type()));
        if (indexColumn != null) {
            columns.put(indexColumn, KqlType.LONG);
        }
        return new Schema(columns.entrySet().stream()
                .map(one -> new Column(one.getKey(), one.getValue()))
                .toList());
    }

    static Stage of(
            List<MvItem> items,
            boolean arraysOfPairs,
            @Nullable String indexColumn,
            long rowLimit,
            Schema input,
            Schema output,
            Frame frame,
            ExpressionCompiler expressions,
            Function<Frame, Stage> next) {
        Node[] sources = items.stream()
                .map(item -> expressions.compile(item.source(), frame))
                .toArray(Node[]::new);
        Expansion expansion = new Expansion(sources, arraysOfPairs);
        Scope scope = new Scope(frame.scope());
        Map<String, Node> made = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            int item = i;
            KqlType type = items.get(i).type();
            made.put(items.get(i).output(), Values.of(type, () -> expansion.element(item, type)));
        }
        if (indexColumn != null) {
            made.put(indexColumn, Values.of(KqlType.LONG, () -> (long) expansion.at));
        }
        List<Node> columns = new ArrayList<>();
        for (Column column : output.columns()) {
            Node node = made.get(column.name());
            columns.add(node != null ? node : frame.columns().get(input.indexOf(column.name())));
        }
        Stage rest = next.apply(new Frame(columns, scope));
        return () -> expansion.run(scope, rowLimit, rest);
    }

    private void run(Scope scope, long rowLimit, Stage rest) {
        elements.clear();
        int rows = 0;
        for (Node source : sources) {
            List<@Nullable Object> list = elements(source.evalBoxed());
            elements.add(list);
            rows = Math.max(rows, list.size());
        }
        long last = Math.min(rows, rowLimit);
        for (at = 0; at < last && scope.next(); at++) {
            rest.run();
        }
    }

    private List<@Nullable Object> elements(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (!(value instanceof Map<?, ?> bag)) {
            return Arrays.asList(value);
        }
        List<@Nullable Object> entries = new ArrayList<>();
        bag.forEach((key, field) -> {
            if (arraysOfPairs) {
                entries.add(Arrays.asList(key, field));
            } else {
                Map<Object, @Nullable Object> one = new LinkedHashMap<>();
                one.put(key, field);
                entries.add(one);
            }
        });
        return entries;
    }

    private @Nullable Object element(int item, KqlType type) {
        List<@Nullable Object> list = elements.get(item);
        Object value = at < list.size() ? list.get(at) : null;
        return type == KqlType.STRING && !(value instanceof String) ? null : value;
    }
}
