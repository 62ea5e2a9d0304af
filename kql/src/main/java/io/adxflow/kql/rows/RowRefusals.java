package io.adxflow.kql.rows;

import io.adxflow.kql.bind.Refusals;
import io.adxflow.kql.functions.KqlFunction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a row program cannot run: what depends on more than the record, and what is not there. */
final class RowRefusals implements Refusals {
    /** Operators that look at one row alone, and sources. */
    static final Set<String> OPERATORS = Set.of(
            "where",
            "filter",
            "extend",
            "project",
            "project-away",
            "project-keep",
            "project-rename",
            "project-reorder",
            "parse",
            "parse-where",
            "parse-kv",
            "mv-expand",
            "mvexpand",
            "mv-apply",
            "print",
            "datatable",
            "range",
            "union",
            "as",
            "invoke",
            "let",
            "serialize",
            "materialize");

    private final Implementations functions;

    RowRefusals(Implementations functions) {
        this.functions = functions;
    }

    @Override
    public @Nullable String function(KqlFunction function) {
        if (function.isVolatile()) {
            return "gives another value at each call; a row program must give the same rows for the same record, also when it is replayed";
        }
        if (function.kind() != KqlFunction.Kind.SCALAR) {
            return "needs more than one row; a row program sees one record at a time";
        }
        return functions.has(function.name()) ? null : "is not there in row programs";
    }

    @Override
    public @Nullable String operator(String keyword) {
        return OPERATORS.contains(keyword) ? null : "needs more than one row; a row program sees one record at a time";
    }
}
