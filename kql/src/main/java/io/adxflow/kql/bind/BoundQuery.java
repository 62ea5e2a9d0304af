package io.adxflow.kql.bind;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text of statements, bound.
 *
 * @param results of its tabular statements, in order; at least one
 * @param now what {@code now()} is in it
 * @param options {@code set} statements: values as text by lower-case name, empty for {@code set x;}
 */
public record BoundQuery(List<Result> results, Instant now, Map<String, String> options) {

    /**
     * A result table.
     *
     * @param name what {@code as} called it; null when it has no name
     */
    public record Result(@Nullable String name, BoundOperator operator, @Nullable RenderInfo render) {}

    public BoundQuery {
        results = List.copyOf(results);
        options = Map.copyOf(options);
    }
}
