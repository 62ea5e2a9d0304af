package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** Paths into dynamic values: as much of a path as is constant is one look into the JSON text. */
final class Paths {
    private final ExpressionSql expressions;

    Paths(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    /** A call of DuckDB's {@code json_extract} or {@code json_extract_string} over the path. */
    String extract(String function, Path path) {
        StringBuilder steps = new StringBuilder();
        BoundExpression target = path;
        while (target instanceof Path step) {
            String constant = step(step.key());
            if (constant == null) {
                break;
            }
            steps.insert(0, constant);
            target = step.target();
        }
        if (steps.isEmpty()) {
            return function + "(" + expressions.sql(path.target()) + ", " + computed(path.key()) + ")";
        }
        return function + "(" + expressions.sql(target) + ", " + Sql.literal("$" + steps) + ")";
    }

    /** A constant key as a step of a JSON path; null when it is not constant, or of a kind that such a path cannot say. */
    private static @Nullable String step(BoundExpression key) {
        if (!(key instanceof Constant constant) || constant.value() == null) {
            return null;
        }
        if (constant.value() instanceof String name) {
            // A star stays a wildcard within quotes.
            return name.indexOf('*') >= 0 || name.indexOf('"') >= 0 || name.indexOf('\\') >= 0 || name.isEmpty()
                    ? null
                    : ".\"" + name + "\"";
        }
        if (constant.value() instanceof Long || constant.value() instanceof Integer) {
            long index = ((Number) constant.value()).longValue();
            return index < 0 ? "[#" + index + "]" : "[" + index + "]";
        }
        return null;
    }

    private String computed(BoundExpression key) {
        if (key.type() == KqlType.STRING) {
            return "kql_key_path(" + expressions.sql(key) + ")";
        }
        if (key.type().isInteger()) {
            return "kql_index_path(" + expressions.whole(key) + ")";
        }
        return "kql_path(" + expressions.sql(key) + ")";
    }
}
