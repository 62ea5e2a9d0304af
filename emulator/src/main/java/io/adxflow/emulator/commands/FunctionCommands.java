package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoFunction;
import io.adxflow.emulator.engine.ResultTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps, shows and drops functions. Their bodies are not looked into. */
final class FunctionCommands implements CommandGroup {
    private final Catalog catalog;

    FunctionCommands(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        boolean mustBeNew = in.peek().is("create") && in.peekSecond().is("function");
        if (in.accept("create-or-alter", "function")
                || in.accept("create", "function")
                || in.accept("alter", "function")) {
            boolean mayBeThere = in.accept("ifnotexists");
            Map<String, String> with = Properties.with(in);
            String name = in.name();
            KustoFunction there = find(database, name);
            if (there != null && mayBeThere) {
                return answer(List.of(there));
            }
            if (there != null && mustBeNew) {
                throw new KustoException(
                        "BadRequest_EntityAlreadyExists",
                        "Entity ID '" + name + "' of kind 'Function' already exists.");
            }
            String parameters = in.balanced("(", ")");
            String body = in.balanced("{", "}");
            KustoFunction function = new KustoFunction(
                    database,
                    name,
                    parameters,
                    body,
                    with.getOrDefault("folder", ""),
                    with.getOrDefault("docstring", ""));
            catalog.putFunction(function);
            return answer(List.of(function));
        }
        if (in.accept("show", "functions")) {
            return answer(catalog.functions(database));
        }
        if (in.accept("show", "function")) {
            String name = in.name();
            KustoFunction function = find(database, name);
            if (function == null) {
                throw KustoException.notFound("Function", name);
            }
            return answer(List.of(function));
        }
        if (in.accept("drop", "function")) {
            String name = in.name();
            boolean mayBeMissing = in.accept("ifexists");
            if (!catalog.dropFunction(database, name) && !mayBeMissing) {
                throw KustoException.notFound("Function", name);
            }
            return answer(catalog.functions(database));
        }
        return null;
    }

    private @Nullable KustoFunction find(String database, String name) throws KustoException, SQLException {
        return catalog.functions(database).stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static ResultTable answer(List<KustoFunction> functions) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        functions.forEach(function -> rows.add(ResultTable.row(
                function.name(), function.parameters(), function.body(), function.folder(), function.docString())));
        return ResultTable.of(List.of("Name", "Parameters", "Body", "Folder", "DocString"), rows);
    }
}
