package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the columns that an operator makes, and gives each the name that it gets. */
final class Outputs {
    private final List<NamedExpression> columns = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Set<String> declared = new HashSet<>();
    private int unnamed;

    /** All columns of an input as they are; later ones of the same name take their place. */
    static Outputs over(Schema schema) {
        Outputs outputs = new Outputs();
        outputs.columns.addAll(all(schema));
        for (int i = 0; i < schema.size(); i++) {
            outputs.positions.put(schema.get(i).name(), i);
        }
        return outputs;
    }

    static List<NamedExpression> all(Schema schema) {
        List<NamedExpression> all = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            all.add(keep(schema, i));
        }
        return all;
    }

    static NamedExpression keep(Schema schema, int index) {
        return new NamedExpression(
                schema.get(index).name(),
                new ColumnRef(index, schema.get(index).name(), schema.get(index).type()));
    }

    /** A name that was written: two of them that are equal are a mistake. */
    void declare(String name, BoundExpression expression, TextSpan span) {
        declare(name, span);
        put(name, expression);
    }

    /** The name of a column that stays as it is. */
    void declare(String name, TextSpan span) {
        if (!declared.add(name)) {
            throw Session.semantic("two columns '" + name + "'", span, "give one of them another name");
        }
    }

    /** Puts a column in the place of the one of the same name, or behind all others. */
    void put(String name, BoundExpression expression) {
        Integer position = positions.get(name);
        if (position == null) {
            positions.put(name, columns.size());
            columns.add(new NamedExpression(name, expression));
        } else {
            columns.set(position, new NamedExpression(name, expression));
        }
    }

    /** Adds a column behind all others, with a digit behind its name when that is taken; the name that it got. */
    String add(String name, BoundExpression expression) {
        String free = free(name);
        positions.put(free, columns.size());
        columns.add(new NamedExpression(free, expression));
        return free;
    }

    /** The name, or with the lowest number behind it that makes it new. */
    String free(String name) {
        String free = name;
        for (int i = 1; positions.containsKey(free); i++) {
            free = name + i;
        }
        return free;
    }

    /** {@code Column1}, {@code Column2} and so on. */
    String nextUnnamed() {
        return "Column" + ++unnamed;
    }

    /** The next one that is no column of the input. */
    String nextUnnamed(Schema taken) {
        String name = nextUnnamed();
        while (taken.has(name)) {
            name = nextUnnamed();
        }
        return name;
    }

    boolean has(String name) {
        return positions.containsKey(name);
    }

    @Nullable
    NamedExpression get(String name) {
        Integer position = positions.get(name);
        return position == null ? null : columns.get(position);
    }

    List<NamedExpression> columns() {
        return columns;
    }
}
