package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.syntax.Statement.FunctionText;
import io.adxflow.kql.syntax.TextSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that {@code let}, parameters and {@code as} made, by block; and the database that names of tables mean. */
final class Scope {

    /** What a name stands for. */
    sealed interface Entry {}

    /**
     * A value.
     *
     * @param row the rows whose columns it reads; null when it reads none
     */
    record Value(BoundExpression expression, @Nullable Row row) implements Entry {}

    /** A table. */
    record Table(BoundOperator operator) implements Entry {}

    /** A function, with the names that it sees. */
    record Function(String name, FunctionText text, Scope closure) implements Entry {}

    private final @Nullable Scope parent;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final boolean stored;
    final Catalog.Database database;

    /**
     * The outermost scope of a text, or of a stored function.
     *
     * @param stored whether it is one of a stored function, whose positions are not those of the query
     */
    Scope(Catalog.Database database, boolean stored) {
        this.parent = null;
        this.database = database;
        this.stored = stored;
    }

    private Scope(Scope parent) {
        this.parent = parent;
        this.database = parent.database;
        this.stored = parent.stored;
    }

    boolean isStored() {
        return stored;
    }

    /** What is known now: a function sees what stands before it. */
    Scope snapshot() {
        Scope copy = parent == null ? new Scope(database, stored) : new Scope(parent);
        copy.entries.putAll(entries);
        return copy;
    }

    /** A block inside. */
    Scope inner() {
        return new Scope(this);
    }

    /** What a name stands for; null when nothing made it. */
    @Nullable
    Entry find(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Entry entry = scope.entries.get(name);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    void declare(String name, Entry entry, TextSpan span) {
        if (entries.putIfAbsent(name, entry) != null) {
            throw Session.semantic("'" + name + "' was made by another let before", span, null);
        }
    }

    /** Names a table while a query goes on; a later {@code as} of the same name takes its place. */
    void name(String name, Entry entry) {
        entries.put(name, entry);
    }

    /** All names, for hints. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Scope scope = this; scope != null; scope = scope.parent) {
            names.addAll(scope.entries.keySet());
        }
        return names;
    }

    /** The functions that were declared as views, innermost first. */
    List<Function> views() {
        List<Function> views = new ArrayList<>();
        for (Scope scope = this; scope != null; scope = scope.parent) {
            for (Entry entry : scope.entries.values()) {
                if (entry instanceof Function function && function.text().isView()) {
                    views.add(function);
                }
            }
        }
        return views;
    }
}
